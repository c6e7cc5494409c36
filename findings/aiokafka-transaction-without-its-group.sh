#!/bin/sh
# A transaction of aiokafka commits offsets for a group that its sender has left, and its consumer does not wait for
# offsets that are still in a transaction.
#
# A consumer reads records, produces, and commits its offsets in the producer's transaction: exactly once. The guess:
# this is the same protocol with each client. Since Kafka 2.5 the transaction carries the member's id and the group's
# generation (KIP-447), so that a consumer that lost its partition cannot commit.
#
# Seen on 2026-11-30, Apache Kafka 4.3.1:
# - A member reads three records and leaves. The next member reads on and commits offset 8. Then the first one commits
#   offset 3 in a transaction. kafka-python 3.0.12 and confluent-kafka 2.16.1 are refused (UNKNOWN_MEMBER_ID). With
#   aiokafka 0.14.0 the transaction succeeds, and the group goes back from 8 to 3: its send_offsets_to_transaction
#   takes a group's name, nothing else.
# - A transaction with offset 5 is open when a new member starts. The new member of kafka-python and confluent-kafka
#   waits until it ends, and starts at 5. The one of aiokafka starts at 0 at once: the records 0 to 4 are handled
#   twice.
#
# What follows: with aiokafka "exactly once" holds only while no partition moves. Make the id of what is sent from the input
# (topic, partition, offset), so that the reader counts it once, as with at least once. For Turnback that is the `ce_id`.
set -eu
. "$(dirname "$0")/common.sh"
start_broker
packages clients confluent-kafka==2.16.1 aiokafka==0.14.0 kafka-python==3.0.12 \
    async-timeout==5.0.1 packaging==26.4 typing_extensions==4.16.0
cat >"$work/check.py" <<'PY'
import asyncio, sys, threading, time
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition as AioPartition
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from expect import expect, finish
from kafka import KafkaConsumer, KafkaProducer, TopicPartition as PythonPartition
from kafka.structs import OffsetAndMetadata

address = sys.argv[1]
broker = {"bootstrap.servers": address}
member = {**broker, "enable.auto.commit": False, "auto.offset.reset": "earliest"}
others = {"bootstrap_servers": address, "enable_auto_commit": False, "auto_offset_reset": "earliest",
          "isolation_level": "read_committed"}
refused = "refused, UNKNOWN_MEMBER_ID"


def committed(group):
    consumer = Consumer({**broker, "group.id": group})
    offset = consumer.committed([TopicPartition("in", 0)], timeout=20)[0].offset
    consumer.close()
    return offset


def first(poll):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        offset = poll()
        if offset is not None:
            return offset
    raise TimeoutError("no record within 30 s")


def confluent_member(group):
    consumer = Consumer({**member, "group.id": group})
    consumer.subscribe(["in"])

    def poll():
        message = consumer.poll(0.5)
        return message.offset() if message is not None and not message.error() else None

    return consumer, first(poll)


def python_member(group):
    consumer = KafkaConsumer("in", group_id=group, **others)

    def poll():
        return next((record.offset for records in consumer.poll(500).values() for record in records), None)

    return consumer, first(poll)


async def aio_member(group):
    consumer = AIOKafkaConsumer("in", group_id=group, **others)
    await consumer.start()
    return consumer, (await asyncio.wait_for(consumer.getone(), 30)).offset


def confluent_commit(offset, metadata, name):
    producer = Producer({**broker, "transactional.id": name})
    producer.init_transactions(30)
    producer.begin_transaction()
    producer.produce("out", name)
    try:
        producer.send_offsets_to_transaction([TopicPartition("in", 0, offset)], metadata, 30)
        producer.commit_transaction(30)
        return "committed"
    except KafkaException as error:
        producer.abort_transaction(30)
        return f"refused, {error.args[0].name()}"


def python_commit(offset, metadata, name):
    producer = KafkaProducer(bootstrap_servers=address, transactional_id=name)
    producer.init_transactions()
    producer.begin_transaction()
    producer.send("out", name.encode())
    try:
        producer.send_offsets_to_transaction({PythonPartition("in", 0): OffsetAndMetadata(offset, "", -1)}, metadata)
        producer.commit_transaction()
        return "committed"
    except Exception as error:
        return f"refused, {'UNKNOWN_MEMBER_ID' if 'UnknownMemberId' in str(error) else error}"
    finally:
        producer.close(timeout=5)


async def aio_commit(offset, group, name):
    producer = AIOKafkaProducer(bootstrap_servers=address, transactional_id=name)
    await producer.start()
    try:
        async with producer.transaction():
            await producer.send("out", name.encode())
            await producer.send_offsets_to_transaction({AioPartition("in", 0): offset}, group)
        return "committed"
    except Exception as error:
        return f"refused, {type(error).__name__}"
    finally:
        await producer.stop()


def left_member():
    old, _ = confluent_member("confluent")
    metadata = old.consumer_group_metadata()
    old.close()
    new, _ = confluent_member("confluent")
    confluent_commit(8, new.consumer_group_metadata(), "confluent-new")
    expect("confluent-kafka, the member that left", confluent_commit(3, metadata, "confluent-old"), refused)
    expect("  its group is at", committed("confluent"), 8)
    new.close()

    old, _ = python_member("python")
    metadata = old.group_metadata()
    old.close()
    new, _ = python_member("python")
    python_commit(8, new.group_metadata(), "python-new")
    expect("kafka-python, the member that left", python_commit(3, metadata, "python-old"), refused)
    expect("  its group is at", committed("python"), 8)
    new.close()


async def left_aio_member():
    old, _ = await aio_member("aio")
    await old.stop()
    new, _ = await aio_member("aio")
    await aio_commit(8, "aio", "aio-new")
    expect("aiokafka, the group before", committed("aio"), 8)
    expect("aiokafka, the member that left", await aio_commit(3, "aio", "aio-old"), "committed")
    expect("  its group is at", committed("aio"), 3)
    await new.stop()


def pending(group, start, wanted):
    consumer, _ = confluent_member(group)
    producer = Producer({**broker, "transactional.id": group})
    producer.init_transactions(30)
    producer.begin_transaction()
    producer.produce("out", group)
    producer.send_offsets_to_transaction([TopicPartition("in", 0, 5)], consumer.consumer_group_metadata(), 30)
    consumer.close()
    timer = threading.Timer(8, producer.commit_transaction, [30])
    timer.start()
    expect(f"{group}: offset 5 is in an open transaction, a new member starts at", start(), wanted)
    timer.join()


async def start_aio():
    consumer, offset = await aio_member("aiokafka")
    await consumer.stop()
    return offset


def start(consumer, offset):
    consumer.close()
    return offset


admin = AdminClient(broker)
for done in admin.create_topics([NewTopic("in", 1, 1), NewTopic("out", 1, 1)]).values():
    done.result(30)
producer = Producer(broker)
for i in range(10):
    producer.produce("in", f"{i}")
producer.flush(30)
left_member()
asyncio.run(left_aio_member())
pending("confluent-kafka", lambda: start(*confluent_member("confluent-kafka")), 5)
pending("kafka-python", lambda: start(*python_member("kafka-python")), 5)
pending("aiokafka", lambda: asyncio.run(start_aio()), 0)
finish()
PY
if ! check clients check.py "$address" 2>"$work/errors"; then
    tail -3 "$work/errors"
    echo "changed: not as described above"
    exit 1
fi
echo "seen: aiokafka's transaction sets its group back from 8 to 3, and its new member does not wait for an open one"
