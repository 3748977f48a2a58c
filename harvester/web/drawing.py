"""Templates of many small pieces drawn in one go.

Datasette's environment is asynchronous: each macro call and each loop step is awaited, which makes a large table five
times slower. The same templates, filters and escaping without that are as safe and much faster.
"""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment

from harvester.web.page import frame

_plain: WeakKeyDictionary[Environment, Environment] = WeakKeyDictionary()


def environment(datasette: Any, request: Any) -> Environment:
    """Datasette's template environment, drawing at once; it escapes everything as that does."""
    asynchronous: Environment = (
        datasette.get_jinja_environment(request)
        if hasattr(datasette, "get_jinja_environment")
        else datasette.jinja_env
    )
    plain = _plain.get(asynchronous)
    if plain is None:
        plain = _plain[asynchronous] = asynchronous.overlay(enable_async=False, auto_reload=False)
    return plain


def draw(datasette: Any, request: Any, template: str, context: Mapping[str, Any]) -> str:
    """A page of ours as text, with what harvester_page.html needs; `context` names its `database`."""
    shared = {"urls": datasette.urls, "harvester": frame(datasette, context["database"]), "request": request}
    return environment(datasette, request).get_template(template).render(shared | dict(context))
