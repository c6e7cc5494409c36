#!/bin/sh
# A static member that comes back within its session with one topic more is not given that topic.
#
# `group.instance.id` makes a restart cheap: who comes back within its session takes its partitions without a rebalance.
# The guess: a new version that subscribes to a further topic reads it after its restart, since every join names the
# topics that a member reads.
#
# Seen on 2026-11-30, Apache Kafka 4.3.1, one member alone in its group, restarted within its session:
# - The broker looks at the name of the assignor alone ("doesn't affect the selected protocol will not trigger a
#   rebalance") and gives the member what it had.
# - confluent-kafka 2.16.1: the further topic is not assigned, without an error or a log line, and a member that comes
#   back again and again changes nothing. With `group.protocol=consumer` (KIP-848) it is assigned.
# - kafka-python 3.0.12, aiokafka 0.14.0 and Kafka's own client 4.3.1 do not read it within 12 s either. The last one
#   does with `group.protocol=consumer`.
# - It is assigned once the member leaves by `unsubscribe()` before it closes, stays away longer than its session, or
#   another member comes or goes.
#
# What follows: after an upgrade that adds a topic, compare what was assigned with what was subscribed to, and leave the group
# by `unsubscribe` where a topic is missing. Turnback's services do that.
set -eu
. "$(dirname "$0")/common.sh"
start_broker
packages clients confluent-kafka==2.16.1 aiokafka==0.14.0 kafka-python==3.0.12 \
    async-timeout==5.0.1 packaging==26.4 typing_extensions==4.16.0
cat >"$work/check.py" <<'PY'
import asyncio, subprocess, sys, time
from aiokafka import AIOKafkaConsumer
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewTopic
from expect import expect, finish
from kafka import KafkaConsumer

address = sys.argv[1]
patience = 12
admin = AdminClient({"bootstrap.servers": address})
for future in admin.create_topics(
        [NewTopic(name, num_partitions=1, replication_factor=1) for name in ("old", "further")]).values():
    future.result(30)


def confluent(group, topics, leaves=False, settings={}):
    """The topics that a static member is given within its patience, or as soon as all of them came."""
    consumer = Consumer({"bootstrap.servers": address, "group.id": group, "group.instance.id": "one", **settings})
    given = []
    consumer.subscribe(topics)
    until = time.monotonic() + patience
    while time.monotonic() < until and given != sorted(topics):
        consumer.poll(0.2)
        given = sorted(p.topic for p in consumer.assignment())
    if leaves:
        consumer.unsubscribe()
        consumer.poll(1)
    consumer.close()
    return given


def java(group, topics, protocol="classic"):
    """What Kafka's own client reads that it has not read before: each topic holds its name as its one record."""
    command = [sys.argv[2] + "/bin/kafka-console-consumer.sh", "--bootstrap-server", address, "--group", group,
               "--command-property", "group.instance.id=one", "--command-property", "group.protocol=" + protocol,
               "--command-property", "auto.offset.reset=earliest", "--include", "|".join(topics),
               "--timeout-ms", str(patience * 1000)]
    return sorted(subprocess.run(command, capture_output=True, text=True, timeout=90).stdout.split())


def python(group, topics):
    consumer = KafkaConsumer(*topics, bootstrap_servers=address, group_id=group, group_instance_id="one",
                             session_timeout_ms=45000)
    until = time.monotonic() + patience
    given = []
    while time.monotonic() < until and given != sorted(topics):
        consumer.poll(200)
        given = sorted({p.topic for p in consumer.assignment()})
    consumer.close()
    return given


async def aio(group, topics):
    consumer = AIOKafkaConsumer(*topics, bootstrap_servers=address, group_id=group, group_instance_id="one",
                                session_timeout_ms=45000)
    await consumer.start()
    until = time.monotonic() + patience
    given = []
    while time.monotonic() < until and given != sorted(topics):
        await consumer.getmany(timeout_ms=200)
        given = sorted({p.topic for p in consumer.assignment()})
    await consumer.stop()
    return given


producer = Producer({"bootstrap.servers": address})
for topic in ("old", "further"):
    producer.produce(topic, topic)
producer.flush(30)

both = ["further", "old"]
expect("confluent-kafka, first", confluent("c", ["old"]), ["old"])
expect("  comes back with one topic more", confluent("c", both), ["old"])
expect("  and again", confluent("c", both, leaves=True), ["old"])
expect("  after it has left by unsubscribe", confluent("c", both), both)
new = {"group.protocol": "consumer"}
expect("confluent-kafka with group.protocol=consumer, first", confluent("n", ["old"], settings=new), ["old"])
expect("  comes back with one topic more", confluent("n", both, settings=new), both)
expect("kafka-python, first", python("p", ["old"]), ["old"])
expect("  comes back with one topic more", python("p", both), ["old"])
expect("aiokafka, first", asyncio.run(aio("a", ["old"])), ["old"])
expect("  comes back with one topic more", asyncio.run(aio("a", both)), ["old"])
for protocol, wanted in (("classic", []), ("consumer", ["further"])):
    expect(f"Kafka's own client with group.protocol={protocol}, first", java(protocol, ["old"], protocol), ["old"])
    expect("  comes back with one topic more, reads in addition", java(protocol, both, protocol), wanted)
finish()
PY
check clients check.py "$address" "$KAFKA_HOME" || { echo "changed: see above"; exit 1; }
grep -q "doesn't affect the selected protocol will not trigger a rebalance" "$work/kafka/out" || { echo "changed: the broker gives no reason"; exit 1; }
echo "seen: a static member that comes back with one topic more does not get it"
