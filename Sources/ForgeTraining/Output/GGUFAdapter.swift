import Foundation

/// An adapter as llama.cpp loads it (`general.type` adapter, `adapter.type` lora), GGUF version 3.
struct GGUFAdapter {
    let adapter: PEFTAdapter
    let shape: DecoderShape
    let name: String

    private static let alignment = 32

    private struct Tensor {
        var name: String
        /// The fastest side first, as GGUF writes them.
        var dimensions: [Int]
        var numbers: [Float]
    }

    private var tensors: [Tensor] {
        let plan = adapter.plan, rank = plan.config.rank
        return plan.slots.flatMap { slot in
            let weight = DecoderTensor.weight(slot.projection, slot.layer).ggufName
            var b = adapter.b(slot)
            if shape.family == .llama, slot.projection == .query || slot.projection == .key {
                b = HeadOrder.toInterleaved(b, columns: rank, headSize: shape.headSize)
            }
            return [
                Tensor(
                    name: "\(weight).lora_a", dimensions: [slot.inputs, rank],
                    numbers: Array(adapter.parameters[slot.a..<slot.b])),
                Tensor(name: "\(weight).lora_b", dimensions: [rank, slot.outputs], numbers: b),
            ]
        }
    }

    func data() -> Data {
        let tensors = tensors
        var file = GGUFText()
        file.data.append(contentsOf: Array("GGUF".utf8))
        file.add(UInt32(3))
        file.add(UInt64(tensors.count))
        file.add(UInt64(5))
        file.add("general.architecture", text: shape.family.rawValue)
        file.add("general.type", text: "adapter")
        file.add("general.name", text: name)
        file.add("adapter.type", text: "lora")
        file.add("adapter.lora.alpha", number: Float(adapter.plan.config.alpha))
        var offset = 0
        for tensor in tensors {
            file.add(tensor.name)
            file.add(UInt32(tensor.dimensions.count))
            for side in tensor.dimensions { file.add(UInt64(side)) }
            file.add(UInt32(0))  // F32
            file.add(UInt64(offset))
            offset += Self.padded(tensor.numbers.count * 4)
        }
        file.pad(to: Self.alignment)
        for tensor in tensors {
            tensor.numbers.withUnsafeBytes { file.data.append(contentsOf: $0) }
            file.pad(to: Self.alignment)
        }
        return file.data
    }

    private static func padded(_ bytes: Int) -> Int { (bytes + alignment - 1) / alignment * alignment }
}

/// Numbers and texts as GGUF stores them, little-endian.
private struct GGUFText {
    var data = Data()

    mutating func add<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
    }

    mutating func add(_ text: String) {
        add(UInt64(text.utf8.count))
        data.append(contentsOf: Array(text.utf8))
    }

    mutating func add(_ key: String, text: String) {
        add(key)
        add(UInt32(8))
        add(text)
    }

    mutating func add(_ key: String, number: Float) {
        add(key)
        add(UInt32(6))
        add(number.bitPattern)
    }

    mutating func pad(to alignment: Int) {
        data.append(Data(repeating: 0, count: (alignment - data.count % alignment) % alignment))
    }
}
