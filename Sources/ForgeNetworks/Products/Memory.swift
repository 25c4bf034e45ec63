import Foundation

/// Numbers for the C kernels, aligned to a cache line and freed with their owner.
///
/// Not Sendable by inference because of the pointer. It is: weights are written while they are loaded, by one thread,
/// and only read afterwards; a workspace's memory never leaves the thread that the workspace belongs to.
package final class Memory: @unchecked Sendable {
    package let base: UnsafeMutableRawPointer
    /// In bytes.
    package let count: Int

    package init(zeroedBytes count: Int) {
        self.count = count
        // One line more, because the kernels read whole vectors.
        base = .allocate(byteCount: count + 64, alignment: 64)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: count + 64)
    }

    convenience init(copying bytes: UnsafeRawBufferPointer) {
        self.init(zeroedBytes: bytes.count)
        UnsafeMutableRawBufferPointer(start: base, count: bytes.count).copyMemory(from: bytes)
    }

    deinit { base.deallocate() }

    package var floats: UnsafeMutablePointer<Float> { base.assumingMemoryBound(to: Float.self) }
}
