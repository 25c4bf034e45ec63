import CForgeKernels

/// A thread's memory for the numbers between layers; it grows with the largest batch and is used again.
struct Workspace: ~Copyable {
    enum Slot: Int, CaseIterable { case x, input, qkv, context, hidden, memory, pooled, dense, output, scratch }

    private var slots: [Memory?] = Array(repeating: nil, count: Slot.allCases.count)

    /// Rows [rows, width], with what the last use left in them.
    mutating func rows(_ slot: Slot, _ rows: Int, width: Int, _ precision: Precision = .float32) -> Rows {
        let stride = Rows.stride(width: width, precision)
        return Rows(base: memory(slot, bytes: rows * stride * precision.size), stride: stride, precision: precision)
    }

    mutating func attentionScratch(keys: Int, headSize: Int) -> UnsafeMutablePointer<Float> {
        memory(.scratch, bytes: forge_attention_scratch(keys, headSize) * MemoryLayout<Float>.size)
            .assumingMemoryBound(to: Float.self)
    }

    private mutating func memory(_ slot: Slot, bytes: Int) -> UnsafeMutableRawPointer {
        if let memory = slots[slot.rawValue], memory.count >= bytes { return memory.base }
        let memory = Memory(zeroedBytes: bytes)
        slots[slot.rawValue] = memory
        return memory.base
    }
}
