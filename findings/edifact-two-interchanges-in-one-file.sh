#!/bin/sh
# Two interchanges in one EDIFACT file become one: the second partner's order change is the first partner's.
#
# A mailbox hands over what has arrived as one file: interchange after interchange, each with its own UNB (sender,
# recipient, control reference). The guess: a reader gives each one, or says that there is more than one.
#
# Seen on 2026-11-30, pydifact 0.2.3:
# - Interchange.from_str takes the first UNB and drops the second. Both order changes (ORDCHG) come out under sender
#   SHOPA and control reference REF1, without an error.
# - serialize() writes one interchange with one UNB and `UNZ+2+REF1`: a file that is correct in form, and says that
#   SHOPA sent both. Both messages have the reference 1.
# - Segments of the raw collection (RawSegmentCollection) are all there, UNB and UNZ among them.
#
# What follows: split a file at each UNB (or UNA before it) into interchanges first, with the raw collection, before
# sender and reference are taken from it. Who makes an idempotency key of sender and reference would fold or mix two
# partners' cancellations.
set -eu
. "$(dirname "$0")/common.sh"
packages edi pydifact==0.2.3
cat >"$work/check.py" <<'PY'
from expect import expect, finish
from pydifact.segmentcollection import Interchange, RawSegmentCollection


def interchange(sender, reference, order):
    return (f"UNB+UNOC:3+{sender}:14+DESK:14+261130:1000+{reference}'UNH+1+ORDCHG:D:96A:UN'BGM+230+{order}+1'"
            f"DTM+137:20261130:102'UNS+S'UNT+5+1'UNZ+1+{reference}'")


text = interchange("SHOPA", "REF1", "1001") + interchange("SHOPB", "REF2", "77")
read = Interchange.from_str(text)
expect("sender and reference", [read.sender, read.control_reference], [["SHOPA", "14"], "REF1"])
segments = [segment for message in read.get_messages() for segment in message.segments]
orders = [segment.elements[1] for segment in segments if segment.tag == "BGM"]
expect("orders under it", orders, ["1001", "77"])
written = read.serialize()
print(f"written: {written}")
expect("SHOPB is written", "SHOPB" in written, False)
expect("it ends with", written[-len("UNZ+2+REF1'"):], "UNZ+2+REF1'")
raw = [segment.tag for segment in RawSegmentCollection.from_str(text).segments]
expect("headers and trailers in the raw collection", [tag for tag in raw if tag in ("UNB", "UNZ")], ["UNB", "UNZ"] * 2)
finish()
PY
check edi check.py || { echo "changed: not as described above"; exit 1; }
echo "seen: the second interchange's header is gone, and its order change stands under the first one's sender"
