import ForgeCore
import Foundation

/// A float32 tensor to be written.
struct NamedTensor {
    var name: String
    var shape: [Int]
    var numbers: [Float]
}

/// Writes safetensors files (huggingface.co/docs/safetensors): length of the header, JSON, numbers.
enum SafetensorsWriter {
    static func data(_ tensors: [NamedTensor], metadata: [String: String] = [:]) throws -> Data {
        var header: [String: JSONValue] = [:]
        if !metadata.isEmpty { header["__metadata__"] = .object(metadata.mapValues(JSONValue.string)) }
        var offset = 0
        for tensor in tensors {
            let end = offset + tensor.numbers.count * 4
            header[tensor.name] = [
                "dtype": "F32", "shape": .array(tensor.shape.map(JSONValue.integer)),
                "data_offsets": [.integer(offset), .integer(end)],
            ]
            offset = end
        }
        var json = try JSON.data(JSONValue.object(header))
        // The numbers begin at a multiple of eight, as the reference implementation writes them.
        json.append(Data(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
        var data = Data()
        data.reserveCapacity(8 + json.count + offset)
        withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
        data.append(json)
        for tensor in tensors { tensor.numbers.withUnsafeBytes { data.append(contentsOf: $0) } }
        return data
    }
}
