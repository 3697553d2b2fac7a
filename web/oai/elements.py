"""Elements of XML by their namespaces."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from web.xml_text import clean_text

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
LETOPIS = "urn:letopis:article:1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA_LOCATION = f"{{{XSI}}}schemaLocation"
NO_ATTRIBUTES: Mapping[str, str] = {}


def add_text(
    parent: etree._Element,
    name: str,
    text: str,
    attributes: Mapping[str, str] = NO_ATTRIBUTES,
) -> etree._Element:
    """Add an element that holds a text; see `add_element`. Characters that XML cannot hold are left
    out."""
    child = add_element(parent, name, attributes)
    child.text = clean_text(text)
    return child


def add_element(
    parent: etree._Element, name: str, attributes: Mapping[str, str] = NO_ATTRIBUTES
) -> etree._Element:
    """Add an element, in the namespace of its parent where the name tells none."""
    if not name.startswith("{"):
        name = f"{{{etree.QName(parent).namespace}}}{name}"
    return etree.SubElement(
        parent, name, {key: clean_text(value) for key, value in attributes.items()}
    )
