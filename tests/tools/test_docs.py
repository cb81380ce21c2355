"""Would the documentation check catch a stale page and a dead link?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import docs

DECISION = "# 0001 We decide\n\n**Status:** accepted\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project with one decision and its generated pages."""
    (tmp_path / "docs/adr").mkdir(parents=True)
    (tmp_path / "clients").mkdir()
    (tmp_path / "docs/adr/0001-we-decide.md").write_text(DECISION, encoding="utf-8")
    (tmp_path / "docs/adr/template.md").write_text("# 0000 A decision\n", encoding="utf-8")
    assert docs.main(tmp_path, check=False) == 0
    return tmp_path


def test_pages_just_written_are_fresh(project: Path) -> None:
    assert docs.main(project, check=True) == 0


def test_a_decision_that_is_not_listed_makes_the_list_stale(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "docs/adr/0002-we-decide-again.md").write_text(DECISION, encoding="utf-8")

    assert docs.main(project, check=True) == 1
    assert "docs/adr/README.md: stale" in capsys.readouterr().out


def test_a_reference_page_edited_by_hand_is_stale(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / "docs/reference/errors.md").open("a", encoding="utf-8") as page:
        page.write("by hand\n")

    assert docs.main(project, check=True) == 1
    assert "docs/reference/errors.md: stale" in capsys.readouterr().out


def test_a_module_of_the_python_client_edited_by_hand_is_stale(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (project / "clients/python/src/tokenim_client/kinds.py").open("a", encoding="utf-8") as module:
        module.write("# by hand\n")

    assert docs.main(project, check=True) == 1
    assert "tokenim_client/kinds.py: stale" in capsys.readouterr().out


@pytest.mark.parametrize("link", ["gone.md", "docs/adr/template.md#no-such-heading"])
def test_a_link_that_leads_nowhere_is_found(
    project: Path, capsys: pytest.CaptureFixture[str], link: str
) -> None:
    (project / "README.md").write_text(f"See [this]({link}).\n", encoding="utf-8")

    assert docs.main(project, check=True) == 1
    assert f"{link} leads nowhere" in capsys.readouterr().out


def test_a_decision_without_a_status_is_refused(project: Path) -> None:
    (project / "docs/adr/0002-we-forgot.md").write_text("# 0002 We forgot\n", encoding="utf-8")

    with pytest.raises(ValueError, match="says no status"):
        docs.main(project, check=True)
