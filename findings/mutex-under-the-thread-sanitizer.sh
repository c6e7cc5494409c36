#!/bin/sh
# A Swift Mutex on Linux looks like a data race to the thread sanitizer.
#
# `Mutex` of the standard library's Synchronization module is the lock that Swift offers for all platforms, and the thread
# sanitizer ships with the same toolchain. The guess: what is touched under a Mutex alone gives no report.
#
# Seen on 2026-12-01, swift 6.3.1 on x86_64 Linux: eight threads count in a dictionary under one Mutex. The sum is right,
# and the sanitizer reports "Swift access race" in every run and ends with exit code 66. The same program with a POSIX
# mutex gives no report. On Linux the Mutex is made of a futex, and a thread that had to wait gets it without a call that
# the sanitizer watches.
#
# What follows: a report at a Mutex says nothing by itself. Locks for which threads really wait are POSIX mutexes where
# the sanitizer has to judge (`Monitor` in Shared/Kafka), and one thread alone does not show it.
set -eu
. "$(dirname "$0")/common.sh"
command -v swiftc >/dev/null 2>&1 || cannot "there is no swiftc here"
swiftc --version 2>/dev/null | head -1
case $(uname -s) in Linux) ;; *) cannot "the Mutex is another one on $(uname -s)" ;; esac

cat >"$work/shared.swift" <<'SWIFT'
import Foundation

protocol Counter: Sendable {
    func add(_ number: Int)
    var sum: Int { get }
}

@main
enum Program {
    static func main() {
        let (threads, times) = (8, 20_000)
        let counter = makeCounter()
        let done = DispatchGroup()
        for thread in 0..<threads {
            done.enter()
            Thread.detachNewThread {
                for one in 0..<times { counter.add(one + thread) }
                done.leave()
            }
        }
        done.wait()
        print("sum", counter.sum == threads * times ? "right" : "wrong")
    }
}
SWIFT
cat >"$work/mutex.swift" <<'SWIFT'
import Synchronization

final class Counted: Counter {
    private let counts = Mutex([Int: Int]())
    func add(_ number: Int) { counts.withLock { $0[number % 7, default: 0] += 1 } }
    var sum: Int { counts.withLock { $0.values.reduce(0, +) } }
}
func makeCounter() -> any Counter { Counted() }
SWIFT
cat >"$work/posix.swift" <<'SWIFT'
import Glibc

final class Counted: Counter, @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var counts: [Int: Int] = [:]
    init() {
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }
    func add(_ number: Int) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        counts[number % 7, default: 0] += 1
    }
    var sum: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return counts.values.reduce(0, +)
    }
}
func makeCounter() -> any Counter { Counted() }
SWIFT

# Prints: the sum, whether a race was reported, and the exit code.
try() {
    swiftc -swift-version 6 -parse-as-library -sanitize=thread -o "$work/$1" "$work/shared.swift" "$work/$1.swift"
    code=0
    sum=$("$work/$1" 2>"$work/$1.err") || code=$?
    race=none
    if grep -q 'Swift access race' "$work/$1.err"; then race=reported; fi
    echo "$1: $sum, race $race, exit code $code"
}

mutex=$(try mutex)
posix=$(try posix)
echo "$mutex"
echo "$posix"
if [ "$mutex" = "mutex: sum right, race reported, exit code 66" ] &&
    [ "$posix" = "posix: sum right, race none, exit code 0" ]; then
    echo "seen: the sanitizer reports a race under a Mutex, and none under a POSIX mutex"
else
    echo "changed: see the two lines above"
    exit 1
fi
