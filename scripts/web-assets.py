"""Makes the folder of third-party browser files from the packages of web-assets.txt. Usage: web-assets.py FOLDER"""
import gzip
import importlib.metadata
import pathlib
import shutil
import sys

import vl_convert
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

folder = pathlib.Path(sys.argv[1])


def installed(package, ending):
    """The one file of an installed package whose path ends so."""
    matches = [file for file in importlib.metadata.files(package) if str(file).endswith(ending)]
    if not matches:
        sys.exit(f"{package} has no file {ending}")
    return pathlib.Path(matches[0].locate())


def write(name, data):
    """Writes a file, and its compressed copy where that is smaller."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    packed = gzip.compress(data, 9, mtime=0)
    if len(packed) < 0.9 * len(data):
        path.with_name(path.name + ".gz").write_bytes(packed)


def write_font(name, package, ending, axes=None):
    """Writes a font as WOFF2, reduced to these ranges of its variation axes."""
    font = TTFont(installed(package, ending))
    if axes:
        font = instancer.instantiateVariableFont(font, axes)
    font.flavor = "woff2"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)


# A function's body, so that the bundle's short top-level names stay its own also in a classic script.
bundle = vl_convert.javascript_bundle()
write("vega.js", ("(() => {\n" + bundle + "\n})();\n").encode())
write("swagger-ui-bundle.js", installed("drf-spectacular-sidecar", "swagger-ui-dist/swagger-ui-bundle.js").read_bytes())
write("swagger-ui.css", installed("drf-spectacular-sidecar", "swagger-ui-dist/swagger-ui.css").read_bytes())
write_font("fonts/inter.woff2", "fontpkg-inter", "files/Inter[opsz,wght].ttf", {"opsz": 14, "wght": (400, 700)})
write_font("fonts/instrument-serif.woff2", "fontpkg-instrument-serif", "files/InstrumentSerif-Regular.ttf")
write_font("fonts/instrument-serif-italic.woff2", "fontpkg-instrument-serif", "files/InstrumentSerif-Italic.ttf")

licences = folder / "licences"
licences.mkdir()
shutil.copy(installed("fontpkg-inter", "fontpkg_inter/LICENSE"), licences / "inter.txt")
shutil.copy(installed("fontpkg-instrument-serif", "fontpkg_instrument_serif/LICENSE"), licences / "instrument-serif.txt")
shutil.copy(installed("drf-spectacular-sidecar", "swagger-ui-dist/LICENSE"), licences / "swagger-ui.txt")
(licences / "vega.txt").write_text(
    f"Vega {vl_convert.get_vega_version()}, Vega-Lite {vl_convert.get_vegalite_versions()[-1]}, "
    f"Vega-Embed {vl_convert.get_vega_embed_version()}: BSD 3-Clause, https://github.com/vega\n"
)
