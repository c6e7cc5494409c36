#!/bin/sh
# A structured CloudEvent in a Kafka record that also has headers: neither line of the Python SDK reads the event that
# was sent.
#
# The Kafka binding of CloudEvents says: `content-type: application/cloudevents+json` makes a record structured,
# whatever else it has; and a structured record may carry the `ce_` headers too (section 3.3.3). Such records are
# common behind a stream processor that hands the headers of its input on. The guess: the reader takes the event in
# the value.
#
# Seen on 2026-11-30, package cloudevents:
# - 2.2.0: one `ce_` header is enough, and from_kafka_event reads the record as binary, content-type or not. The
#   attributes are those of the input's headers (here the id "request-1"), and the data is the whole new event. No
#   error.
# - 1.13.0 (the last 1.x): from_structured reads the value, then lets each header overwrite the attribute of that
#   name: a header `type` or `id` replaces the event's own, and `datacontenttype` becomes
#   application/cloudevents+json. No error either.
# - 1.13.0, writing: to_structured says `content-type: application/json`, so a reader that goes by the binding does
#   not see a structured event in its record.
#
# What follows: a reader with 2.2.0 looks at content-type itself and calls from_structured_event. A reader with 1.x
# passes no headers (KafkaMessage({}, key, value)). A writer with 1.x sets content-type to
# application/cloudevents+json after to_structured, or writes binary records. A stream processor drops the `ce_`
# headers of its input.
set -eu
. "$(dirname "$0")/common.sh"
packages two cloudevents==2.2.0 python-dateutil==2.9.0.post0 six==1.17.0 deprecation==2.1.0 packaging==26.4
packages one cloudevents==1.13.0 deprecation==2.1.0 packaging==26.4
cat >"$work/shared.py" <<'PY'
import json

envelope = {"specversion": "1.0", "id": "outcome-1", "source": "/desk", "type": "cancel.answered",
            "datacontenttype": "application/json", "data": {"state": "refused"}}
value = json.dumps(envelope).encode()
structured = {"content-type": b"application/cloudevents+json"}
PY
cat >"$work/two.py" <<'PY'
import shared
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event, from_structured_event
from expect import expect, finish

handed_on = {"ce_specversion": b"1.0", "ce_id": b"request-1", "ce_source": b"/shop", "ce_type": b"cancel.asked"}
names = ("id", "type", "datacontenttype")


def read(function, headers):
    event = function(KafkaMessage(headers, b"shop-de/1", shared.value))
    return [event.get_attributes().get(name) for name in names], event.get_data()


right = ["outcome-1", "cancel.answered", "application/json"], {"state": "refused"}
expect("2.2.0, content-type alone", read(from_kafka_event, shared.structured), right)
expect("2.2.0, with ce_ headers", read(from_kafka_event, {**shared.structured, **handed_on}),
       (["request-1", "cancel.asked", "application/cloudevents+json"], shared.envelope))
expect("2.2.0, from_structured_event", read(from_structured_event, {**shared.structured, **handed_on}), right)
finish()
PY
cat >"$work/one.py" <<'PY'
import shared
from cloudevents.http import CloudEvent
from cloudevents.kafka import KafkaMessage, from_structured, to_structured
from expect import expect, finish


def read(headers):
    event = from_structured(KafkaMessage(headers, "shop-de/1", shared.value))
    return [event[name] for name in ("id", "type", "datacontenttype")], event.data


expect("1.13.0, headers type and id", read({**shared.structured, "type": b"retry", "id": b"7"}),
       (["7", "retry", "application/cloudevents+json"], {"state": "refused"}))
expect("1.13.0, no headers", read({}),
       (["outcome-1", "cancel.answered", "application/json"], {"state": "refused"}))
attributes = {name: value for name, value in shared.envelope.items() if name != "data"}
written = to_structured(CloudEvent(attributes, shared.envelope["data"]))
expect("1.13.0, headers of to_structured", written.headers, {"content-type": b"application/json"})
finish()
PY
if check two two.py && check one one.py; then
    echo "seen: 2.2.0 reads another event's attributes, 1.13.0 lets any header overwrite the event's own"
else
    echo "changed: not as described above"
    exit 1
fi
