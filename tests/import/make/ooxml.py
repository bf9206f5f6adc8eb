"""Workbooks of Office Open XML written part by part, in shapes that office programs write and libraries do not."""

import zipfile
from xml.sax.saxutils import escape

from cells import Calc, Num, Rich, address

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = {"": 0, "date": 1, "percent": 2, "zh-date": 3, "rk": 0}


def text_of(value):
    """`<t>` that keeps its blanks."""
    keep = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
    return f"<t{keep}>{escape(value)}</t>"


def string_item(value):
    """A shared string, with its runs and its reading."""
    if not isinstance(value, Rich):
        return text_of(value)
    runs = "".join(f"<r><rPr><b/></rPr>{text_of(run)}</r>" for run in value.runs)
    if value.reading:
        runs += f'<rPh sb="0" eb="2">{text_of(value.reading)}</rPh><phoneticPr fontId="0"/>'
    return runs


class Book:
    """Collects parts."""

    def __init__(self, inline=False, dimension=True, date1904=False, wps=False):
        self.inline, self.dimension, self.date1904, self.wps = inline, dimension, date1904, wps
        self.strings = []

    def cell(self, row, column, value):
        at = address(row, column)
        if value is None or value == "":
            return ""
        if isinstance(value, Num):
            return f'<c r="{at}" s="{STYLES[value.style]}"><v>{value.value!r}</v></c>'
        if isinstance(value, Calc):
            kind = ' t="str"' if isinstance(value.value, str) else ""
            kind = ' t="e"' if str(value.value).startswith("#") else kind
            shown = escape(value.value) if isinstance(value.value, str) else repr(value.value)
            return f'<c r="{at}" s="{STYLES[value.style]}"{kind}><f>{escape(value.text)}</f><v>{shown}</v></c>'
        if self.inline and not isinstance(value, Rich):
            return f'<c r="{at}" t="inlineStr"><is>{text_of(value)}</is></c>'
        item = string_item(value)
        if item not in self.strings:
            self.strings.append(item)
        return f'<c r="{at}" t="s"><v>{self.strings.index(item)}</v></c>'

    def sheet(self, sheet):
        width = max(len(row) for row in sheet.rows)
        out = f'{HEAD}<worksheet xmlns="{MAIN}">'
        if self.dimension:
            out += f'<dimension ref="A1:{address(len(sheet.rows) - 1, width - 1)}"/>'
        if sheet.hidden_columns:
            columns = "".join(f'<col min="{c + 1}" max="{c + 1}" width="9" hidden="1"/>' for c in sheet.hidden_columns)
            out += f"<cols>{columns}</cols>"
        out += "<sheetData>"
        for row, cells in enumerate(sheet.rows):
            hidden = ' hidden="1"' if row in sheet.hidden_rows else ""
            body = "".join(self.cell(row, column, value) for column, value in enumerate(cells))
            out += f'<row r="{row + 1}"{hidden}>{body}</row>'
        out += "</sheetData>"
        if sheet.merges:
            merges = "".join(f'<mergeCell ref="{address(a, b)}:{address(c, d)}"/>' for a, b, c, d in sheet.merges)
            out += f'<mergeCells count="{len(sheet.merges)}">{merges}</mergeCells>'
        return out + "</worksheet>"

    def write(self, path, sheets):
        """Writes the book with fixed times, so that the same tables are the same bytes."""
        parts = {f"xl/worksheets/sheet{at + 1}.xml": self.sheet(sheet) for at, sheet in enumerate(sheets)}
        names = "".join(
            f'<sheet name="{escape(s.name)}" sheetId="{at + 1}"{" state=" + chr(34) + "hidden" + chr(34) if s.hidden else ""}'
            f' r:id="rId{at + 1}"/>'
            for at, s in enumerate(sheets)
        )
        flag = '<workbookPr date1904="1"/>' if self.date1904 else "<workbookPr/>"
        parts["xl/workbook.xml"] = (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}">{flag}<sheets>{names}</sheets></workbook>'
        )
        kinds = [("worksheet", f"worksheets/sheet{at + 1}.xml") for at in range(len(sheets))]
        kinds.append(("styles", "styles.xml"))
        if self.strings:
            items = "".join(f"<si>{item}</si>" for item in self.strings)
            count = len(self.strings)
            parts["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{items}</sst>'
            kinds.append(("sharedStrings", "sharedStrings.xml"))
        parts["xl/styles.xml"] = STYLE_SHEET
        if self.wps:
            parts.update(WPS)
        links = "".join(
            f'<Relationship Id="rId{at + 1}" Type="{REL}/{kind}" Target="{target}"/>'
            for at, (kind, target) in enumerate(kinds)
        )
        parts["xl/_rels/workbook.xml.rels"] = f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        parts["_rels/.rels"] = (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" '
            f'Target="xl/workbook.xml"/></Relationships>'
        )
        parts["[Content_Types].xml"] = content_types(parts)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name in sorted(parts):
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                out.writestr(info, parts[name])


def content_types(parts):
    """The list of parts by kind."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    own = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles", "xl/sharedStrings.xml": "sharedStrings"}
    lines = ""
    for name in sorted(parts):
        what = own.get(name, "worksheet" if name.startswith("xl/worksheets/") else "")
        if what:
            lines += f'<Override PartName="/{name}" ContentType="{kind}.{what}+xml"/>'
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )


STYLE_SHEET = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="177" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    "<borders count=\"1\"><border/></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="177" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>'
)

# Parts that WPS adds; a reader passes over them.
WPS = {
    "docProps/custom.xml": (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        "<vt:lpwstr>2052-12.1.0.18608</vt:lpwstr></property></Properties>"
    ),
    "xl/woinfos.xml": f'{HEAD}<woInfos xmlns="https://web.wps.cn/et/2018/main"><woSheetsProps/></woInfos>',
    "xl/cellimages.xml": (
        f'{HEAD}<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"></etc:cellImages>'
    ),
}
