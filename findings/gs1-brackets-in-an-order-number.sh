#!/bin/sh
# Two labels of parcels that read as the same text, and an order number that becomes another order's.
#
# The label of a parcel carries its SSCC (application identifier 00), and may carry the customer's order number (400)
# and a routing code (403). Brackets are allowed in an order number, as in "1001(2)", the second parcel of order 1001.
# The guess: what the scanner library gives as text distinguishes two labels, and a parser gives the order number back
# as it was printed.
#
# Seen on 2026-11-30, labels drawn with zint-bindings 1.2.2 (zint 2.15.0), as GS1-128 and as GS1 DataMatrix:
# - python-stdnum 2.2: gs1_128.info() takes all brackets out first, also from a scan that has them only in its data:
#   order "1001(2)" reads as "10012".
# - zxing-cpp 3.1.1: `text` is the human readable form, where brackets mark the identifiers. Order "A(403)7" and order
#   "A" with routing code "7" give the same text. `bytes` keeps them apart.
# - biip 5.2.0 reads the scan's bytes rightly. From its own human readable form of order "A(403)7" it reads order "A",
#   routing code "7".
#
# What follows: hand on `bytes` (or text_mode=TextMode.Plain), never the human readable form, and do not read free
# text such as order, lot or serial numbers with python-stdnum. An SSCC holds digits alone and is safe.
set -eu
. "$(dirname "$0")/common.sh"
packages labels zint-bindings==1.2.2 zxing-cpp==3.1.1 pillow==13.0.0 biip==5.2.0 python-stdnum==2.2 \
    typing_extensions==4.16.0
cat >"$work/check.py" <<'PY'
import sys
import biip
import zint
import zxingcpp
from biip.gs1_messages import GS1Message
from expect import expect, finish
from PIL import Image
from stdnum import gs1_128

picture = sys.argv[1] + "/label.png"


def scan(content, symbology):
    symbol = zint.Symbol()
    symbol.symbology, symbol.input_mode, symbol.scale, symbol.outfile = symbology, zint.InputMode.GS1, 3, picture
    symbol.encode(content)
    symbol.print()
    with Image.open(picture) as drawn:
        quiet = Image.new("L", (drawn.width + 120, drawn.height + 120), 255)
        quiet.paste(drawn.convert("L"), (60, 60))
    return zxingcpp.read_barcodes(quiet)[0]


def parts(message):
    return {element.ai.ai: element.value for element in message.element_strings}


def without_sscc(read):
    assert read.pop("00") == "340123450000000017"
    return read


sscc = "[00]340123450000000017"
for symbology in (zint.Symbology.GS1_128, zint.Symbology.DATAMATRIX):
    parcel = scan(sscc + "[400]1001(2)", symbology)
    order, routed = scan(sscc + "[400]A(403)7", symbology), scan(sscc + "[400]A[403]7", symbology)
    expect(f"{symbology.name}, python-stdnum, order 1001(2)",
           without_sscc(gs1_128.info(parcel.bytes.decode(), separator="\x1d")), {"400": "10012"})
    message = biip.parse(parcel.bytes.decode()).gs1_message
    expect("  biip, order 1001(2)", without_sscc(parts(message)), {"400": "1001(2)"})
    expect("  zxing-cpp, text of two labels", [order.text, routed.text], ["(00)340123450000000017(400)A(403)7"] * 2)
    expect("  their bytes", [order.bytes, routed.bytes],
           [b"00340123450000000017400A(403)7", b"00340123450000000017400A\x1d4037"])
    message = biip.parse(order.bytes.decode()).gs1_message
    expect("  biip, order A(403)7", without_sscc(parts(message)), {"400": "A(403)7"})
    expect("  biip, from its own readable form", without_sscc(parts(GS1Message.parse_hri(message.as_hri()))),
           {"400": "A", "403": "7"})
finish()
PY
check labels check.py "$work" || { echo "changed: not as described above"; exit 1; }
echo "seen: order 1001(2) reads as order 10012, and two different labels as the same text"
