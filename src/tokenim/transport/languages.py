"""In which language does a client want its refusals?"""

from tokenim.catalogue.languages import DEFAULT, spoken


def preferred(accepted: str) -> str:
    """Return the language that an Accept-Language header likes best, of those we have."""
    best, liked = DEFAULT, 0.0
    for part in accepted.split(","):
        tag, _, parameter = part.strip().lower().partition(";")
        quality = _quality(parameter)
        if quality > liked and (language := spoken(tag)):
            best, liked = language, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
