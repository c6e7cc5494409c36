import Glibc

/// Counts the calls of `malloc` that the Swift runtime makes while something runs: every array, string, box and instance
/// on the heap is one.
///
/// While it counts, libswiftCore's entry for `malloc` in its linkage table points to a counter that calls the real one;
/// afterwards it is as it was. What was rejected: glibc's `mallinfo2` counts bytes in use and no calls, its malloc hooks are
/// gone since 2.34, a `malloc` of our own would stand in for everybody's and always, and the runtime's swizzling flag for
/// instruments crashes in `swift_retain` (6.3.1, x86-64). Nobody else may allocate meanwhile.
enum AllocationCounter {
    private nonisolated(unsafe) static var count = 0
    private static let slot = LinkageSlot("malloc", in: "libswiftCore.so")

    /// How many allocations `body` makes; nil where there is no such table (a static standard library).
    static func count(_ body: () -> Void) -> Int? {
        guard let slot else { return nil }
        let original = unsafe slot.exchange { size in
            unsafe AllocationCounter.count &+= 1
            return unsafe malloc(size)
        }
        unsafe count = 0
        body()
        let counted = unsafe count
        _ = unsafe slot.exchange(original)
        return counted
    }
}
