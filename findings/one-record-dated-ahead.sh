#!/bin/sh
# One record that is dated two hours ahead takes the good records of its batch with it.
#
# A sender puts the time that the shop named (`requestedAt`) into the timestamp of the Kafka record, and one shop's
# clock is ahead. The guess: the broker refuses that record alone, or takes all of them.
#
# Seen on 2026-11-30, Apache Kafka 4.3.1 with its default `log.message.timestamp.after.max.ms` (one hour):
# - The broker refuses the batch. Of five records with one bad one, none is in the log, with every client.
# - confluent-kafka 2.16.1 and aiokafka 0.14.0 report INVALID_TIMESTAMP for all five: the report does not say which
#   one was bad. kafka-python 3.0.12 names the bad one, and reports the other four as members of its batch.
# - Afterwards the producers of confluent-kafka and aiokafka send on. The producer of kafka-python, idempotent by
#   default, refuses every later record, however it is dated, with the same InvalidTimestampError. Only a new producer
#   sends again.
#
# What follows: leave the record's timestamp to the client, and put the time of the request into the data. Who must
# set it, and uses batches, sends again what was refused, one by one, and with kafka-python from a new producer.
set -eu
. "$(dirname "$0")/common.sh"
start_broker
packages clients confluent-kafka==2.16.1 aiokafka==0.14.0 kafka-python==3.0.12 \
    async-timeout==5.0.1 packaging==26.4 typing_extensions==4.16.0
cat >"$work/check.py" <<'PY'
import asyncio, sys, time
from aiokafka import AIOKafkaProducer
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from expect import expect, finish
from kafka import KafkaProducer

broker = {"bootstrap.servers": sys.argv[1]}
topics = ["confluent", "aiokafka", "kafka-python"]
admin = AdminClient(broker)
for done in admin.create_topics([NewTopic(name, 1, 1) for name in topics]).values():
    done.result(30)
ahead = int(time.time() * 1000) + 2 * 3600 * 1000


def confluent():
    producer, reports = Producer({**broker, "linger.ms": 1000, "enable.idempotence": True}), {}

    def report(error, message):
        reports[message.value().decode()] = error.name() if error else "sent"

    for i in range(5):
        producer.produce("confluent", f"{i}", callback=report, **({"timestamp": ahead} if i == 2 else {}))
    producer.flush(30)
    expect("confluent-kafka, records 0 to 4", [reports.get(f"{i}") for i in range(5)], ["INVALID_TIMESTAMP"] * 5)
    producer.produce("confluent", "later", callback=report)
    producer.flush(30)
    expect("confluent-kafka, a later record", reports.get("later"), "sent")


async def aio():
    async def outcome(sent):
        try:
            await asyncio.wait_for(sent, 30)
            return "sent"
        except Exception as error:
            return type(error).__name__

    producer = AIOKafkaProducer(bootstrap_servers=sys.argv[1], linger_ms=1000, enable_idempotence=True)
    await producer.start()
    sent = [await producer.send("aiokafka", b"%d" % i, timestamp_ms=ahead if i == 2 else None) for i in range(5)]
    expect("aiokafka, records 0 to 4", [await outcome(one) for one in sent], ["InvalidTimestampError"] * 5)
    expect("aiokafka, a later record", await outcome(await producer.send("aiokafka", b"later")), "sent")
    await producer.stop()


def python():
    def outcome(send):
        try:
            send().get(30)
            return "sent"
        except Exception as error:
            return type(error).__name__

    producer = KafkaProducer(bootstrap_servers=sys.argv[1], linger_ms=1000)
    sent = [producer.send("kafka-python", b"%d" % i, timestamp_ms=ahead if i == 2 else None) for i in range(5)]
    expect("kafka-python, records 0 to 4", [outcome(lambda one=one: one) for one in sent],
           ["KafkaError"] * 2 + ["InvalidTimestampError"] + ["KafkaError"] * 2)
    later = [outcome(lambda: producer.send("kafka-python", b"lost")) for _ in range(3)]
    expect("kafka-python, three later records", later, ["InvalidTimestampError"] * 3)
    producer.close(timeout=5)
    producer = KafkaProducer(bootstrap_servers=sys.argv[1])
    expect("kafka-python, a new producer", outcome(lambda: producer.send("kafka-python", b"later")), "sent")
    producer.close(timeout=5)


def log(topic):
    consumer, values = Consumer({**broker, "group.id": "reader", "enable.partition.eof": True}), []
    consumer.assign([TopicPartition(topic, 0, 0)])
    until = time.monotonic() + 30
    while time.monotonic() < until:
        message = consumer.poll(1)
        if message is not None and message.error():
            break
        if message is not None:
            values.append(message.value().decode())
    consumer.close()
    return values


confluent()
asyncio.run(aio())
python()
for topic in topics:
    expect(f"in the log of {topic}", log(topic), ["later"])
finish()
PY
if ! check clients check.py "$address" 2>"$work/errors"; then
    tail -3 "$work/errors"
    echo "changed: not as described above"
    exit 1
fi
echo "seen: one record dated two hours ahead loses its whole batch, and with kafka-python the producer too"
