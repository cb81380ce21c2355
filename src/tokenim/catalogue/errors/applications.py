"""How are requests about applications refused?"""

from tokenim.catalogue.refusal import code

APPLICATION_NOT_FOUND = code("application.not_found", 404, "There is no such application")
