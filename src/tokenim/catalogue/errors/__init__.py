"""Which errors can a client see? One file for each part; names are never changed or reused, texts may change.

What an application may show to its user stands in `catalogue.languages`, one file per language.
The order here is that of the reference.
"""

from tokenim.catalogue.refusal import CODES, Code, Limited, TokenIMError, problem
from tokenim.catalogue.errors.requests import *
from tokenim.catalogue.errors.auth import *
from tokenim.catalogue.errors.users import *
from tokenim.catalogue.errors.applications import *
from tokenim.catalogue.errors.conversations import *
from tokenim.catalogue.errors.messages import *
from tokenim.catalogue.errors.pins import *
from tokenim.catalogue.errors.presence import *
from tokenim.catalogue.errors.sockets import *
