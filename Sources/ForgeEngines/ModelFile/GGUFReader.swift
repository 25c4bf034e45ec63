import CLlama
import ForgeCore
import Foundation

/// Reads a GGUF header's fields one after another and never past the end of the data.
struct GGUFReader {
    private let data: Data
    private let name: String
    private(set) var offset = 0

    private static let longestString = 64 << 20
    /// As the format has it.
    private static let longestKey = 65_535
    /// One more than llama.cpp keeps of a tensor's name.
    private static let nameBytes = 64
    private static let greatestDimensions = 4

    init(data: Data, name: String, offset: Int = 0) {
        self.data = data
        self.name = name
        self.offset = offset
    }

    private var remaining: Int { data.count - offset }

    // MARK: Errors

    static func malformed(_ name: String, _ cause: String) -> EngineError {
        EngineError(
            .invalidInput, "model.malformed", "The model file \(name) is damaged.", cause: cause,
            remedy: "Download it again.")
    }

    private func malformed(_ cause: String) -> EngineError { Self.malformed(name, cause) }

    private func truncated(_ cause: String) -> EngineError {
        EngineError(
            .invalidInput, "model.truncated", "The model file \(name) is incomplete.", cause: cause,
            remedy: "Download it again, or resume the download.")
    }

    // MARK: Opening

    mutating func readMagic() throws {
        let magic = Array(data.prefix(4))
        guard magic == Array("GGUF".utf8) else {
            throw EngineError(
                .invalidInput, "model.not-gguf", "\(name) is not a GGUF file.",
                cause: data.isEmpty ? "it is empty" : "it does not begin with the letters GGUF",
                remedy: "Convert the model with llama.cpp's convert_hf_to_gguf.py, or download a GGUF version.")
        }
        offset = 4
    }

    mutating func readVersion() throws -> Int {
        let version = try integer(UInt32.self)
        guard version == 2 || version == 3 else {
            let swapped = version.byteSwapped
            let cause = swapped == 2 || swapped == 3 ? "its numbers are big-endian" : nil
            throw EngineError(
                .invalidInput, "model.unsupported-version", "\(name) is a GGUF file of version \(version).",
                cause: cause, remedy: "Use a little-endian GGUF file of version 2 or 3.")
        }
        return Int(version)
    }

    /// A number of things that follow, each taking some bytes at least, so that it cannot promise more than there is.
    mutating func count(of what: String, eachAtLeast bytes: Int) throws -> Int {
        let count = try integer(UInt64.self)
        guard count <= UInt64(remaining / bytes) else {
            throw truncated("it announces \(count) \(what), more than its \(data.count) bytes can hold")
        }
        return Int(count)
    }

    // MARK: Values

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        let size = MemoryLayout<Value>.size
        guard remaining >= size else { throw truncated("it ends inside its header, at byte \(data.count)") }
        let value = data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
        offset += size
        return Value(littleEndian: value)
    }

    mutating func string() throws -> String {
        let range = try textRange()
        return String(
            decoding: data[data.startIndex + range.lowerBound..<data.startIndex + range.upperBound], as: UTF8.self)
    }

    /// Where a text's bytes stand in the data.
    mutating func textRange() throws -> Range<Int> {
        let length = try integer(UInt64.self)
        guard length <= UInt64(Self.longestString) else { throw malformed("a text in its header has \(length) bytes") }
        guard length <= UInt64(remaining) else { throw truncated("it ends inside a text of its header") }
        let start = offset
        offset += Int(length)
        return start..<offset
    }

    mutating func key() throws -> String {
        let key = try string()
        guard 1...Self.longestKey ~= key.utf8.count, key.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else {
            throw malformed("a key of its metadata is empty, too long or no plain text")
        }
        return key
    }

    /// Numbers of type 0 to 12; `value(ofType:)` checks them.
    mutating func type() throws -> UInt32 { try integer(UInt32.self) }

    mutating func value(ofType type: UInt32) throws -> GGUFValue {
        switch type {
        case 0: .integer(Int(try integer(UInt8.self)))
        case 1: .integer(Int(try integer(Int8.self)))
        case 2: .integer(Int(try integer(UInt16.self)))
        case 3: .integer(Int(try integer(Int16.self)))
        case 4: .integer(Int(try integer(UInt32.self)))
        case 5: .integer(Int(try integer(Int32.self)))
        case 6: .number(Double(Float(bitPattern: try integer(UInt32.self))))
        case 7: .bool(try integer(UInt8.self) != 0)
        case 8: .string(try string())
        case 9: .array(count: try skipArray())
        case 10: .integer(Int(clamping: try integer(UInt64.self)))
        case 11: .integer(Int(clamping: try integer(Int64.self)))
        case 12: .number(Double(bitPattern: try integer(UInt64.self)))
        default: throw malformed("its metadata has a value of the unknown type \(type)")
        }
    }

    private static let scalarSizes: [UInt32: Int] = [
        0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8,
    ]

    /// Lists hold no lists: their type is in no table here.
    private mutating func skipArray() throws -> Int {
        let type = try type()
        if type == 8 {
            let count = try count(of: "texts in a list", eachAtLeast: 8)
            for _ in 0..<count { _ = try textRange() }
            return count
        }
        guard let size = Self.scalarSizes[type] else {
            throw malformed("its metadata has a list of values of type \(type)")
        }
        let count = try count(of: "values in a list", eachAtLeast: size)
        offset += count * size
        return count
    }

    /// A list that stands here, value by value; nil when what stands here is no list.
    mutating func list() throws -> (type: UInt32, count: Int)? {
        guard try type() == 9 else { return nil }
        return (try type(), try count(of: "values in a list", eachAtLeast: 1))
    }

    // MARK: Tensors

    mutating func tensors(count: Int, alignment: Int) throws -> [GGUFTensor] {
        guard alignment > 0, alignment <= 1 << 20, alignment.nonzeroBitCount == 1 else {
            throw malformed("its alignment is \(alignment)")
        }
        var tensors: [GGUFTensor] = []
        var names: Set<String> = []
        for _ in 0..<count {
            let tensor = try tensor(alignment: alignment)
            guard names.insert(tensor.name).inserted else { throw malformed("it has two tensors \(tensor.name)") }
            tensors.append(tensor)
        }
        let (padded, overflow) = offset.addingReportingOverflow(alignment - 1)
        guard !overflow else { throw malformed("its header is too long") }
        let dataStart = padded / alignment * alignment
        var expected = 0
        for index in tensors.indices {
            // As the format and llama.cpp demand it: one after the other, so that none shares a byte with another.
            guard tensors[index].offset == expected else {
                throw malformed(
                    "the tensor \(tensors[index].name) begins at \(tensors[index].offset) instead of \(expected)")
            }
            tensors[index].offset += dataStart
            try checkEnd(of: tensors[index])
            expected += (tensors[index].bytes + alignment - 1) / alignment * alignment
        }
        return tensors
    }

    private mutating func tensor(alignment: Int) throws -> GGUFTensor {
        let name = try string()
        guard 1..<Self.nameBytes ~= name.utf8.count else {
            throw malformed("a tensor's name has \(name.utf8.count) bytes")
        }
        let rank = Int(try integer(UInt32.self))
        guard (1...Self.greatestDimensions).contains(rank) else {
            throw malformed("the tensor \(name) has \(rank) dimensions")
        }
        var dimensions: [Int] = []
        for _ in 0..<rank {
            let size = try integer(UInt64.self)
            guard (1...UInt64(1) << 40).contains(size) else {
                throw malformed("the tensor \(name) has a side of \(size)")
            }
            dimensions.append(Int(size))
        }
        let type = try integer(UInt32.self)
        let start = try integer(UInt64.self)
        guard start <= UInt64(Int.max / 4), Int(start) % alignment == 0 else {
            throw malformed("the data of tensor \(name) begin at \(start)")
        }
        let (format, bytes) = try layout(of: name, dimensions: dimensions, type: type)
        return GGUFTensor(name: name, dimensions: dimensions, format: format, offset: Int(start), bytes: bytes)
    }

    private func layout(of name: String, dimensions: [Int], type: UInt32) throws -> (format: String, bytes: Int) {
        guard type < GGML_TYPE_COUNT.rawValue else {
            throw malformed("the tensor \(name) has the unknown format \(type)")
        }
        let format = ggml_type(rawValue: type)
        let block = Int(ggml_blck_size(format))
        let size = Int(ggml_type_size(format))
        guard block > 0, size > 0 else { throw malformed("the tensor \(name) has the withdrawn format \(type)") }
        guard dimensions[0] % block == 0 else {
            throw malformed("the rows of tensor \(name) are not whole blocks of its format")
        }
        var bytes = dimensions[0] / block
        for factor in dimensions.dropFirst() + [size] {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: factor)
            guard !overflow, product < Int.max / 4 else { throw malformed("the tensor \(name) is impossibly large") }
            bytes = product
        }
        return (String(cString: ggml_type_name(format)), bytes)
    }

    private func checkEnd(of tensor: GGUFTensor) throws {
        guard tensor.offset + tensor.bytes <= data.count else {
            throw truncated(
                "the tensor \(tensor.name) ends at byte \(tensor.offset + tensor.bytes), the file at \(data.count)")
        }
    }
}
