import ForgeCore
import Foundation

/// The JSON in front of a safetensors file, checked completely: every tensor lies inside the file, is as long as its
/// shape says, and shares no byte with another. (Format: huggingface.co/docs/safetensors.)
struct SafetensorsHeader: Sendable {
    let tensors: [String: TensorEntry]
    /// Offset of the first tensor's bytes in the file.
    let start: Int

    /// The format's own limit, which keeps a hostile length from filling the memory.
    private static let longest = 100_000_000

    init(_ file: Data, name: String) throws {
        let file = file[...]
        guard file.count >= 8 else {
            throw Self.broken(name, "it has \(file.count) bytes, fewer than its own length field")
        }
        let length = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(min(Self.longest, file.count - 8)) else {
            throw Self.broken(name, "its header claims \(length) bytes of a file of \(file.count)")
        }
        start = 8 + Int(length)
        let size = file.count - start
        var tensors: [String: TensorEntry] = [:]
        for (key, entry) in try Self.entries(in: Array(file.dropFirst(8).prefix(Int(length))), name) {
            tensors[key] = try Self.check(entry, key, size: size, file: name)
        }
        self.tensors = tensors
        try Self.checkLayout(tensors, size: size, file: name)
    }

    /// The members of the header's JSON as they are, none twice.
    private static func entries(in bytes: [UInt8], _ file: String) throws -> [String: RawEntry] {
        guard bytes.first == UInt8(ascii: "{"), String(validating: bytes, as: UTF8.self) != nil,
            let members = try? TokenizerJSONParser.parse(bytes).members
        else { throw broken(file, "its header is not the expected JSON") }
        var entries: [String: RawEntry] = [:]
        var hasMetadata = false
        for (name, value) in members {
            let key = String(decoding: name, as: UTF8.self)
            if key == "__metadata__" {
                guard !hasMetadata, value.members?.allSatisfy({ $0.value.bytes != nil }) == true else {
                    throw broken(file, "its metadata is not the expected JSON: texts by name, once")
                }
                hasMetadata = true
            } else {
                guard let entry = RawEntry(value) else {
                    throw broken(file, "its header is not the expected JSON at tensor \(key)")
                }
                guard entries.updateValue(entry, forKey: key) == nil else {
                    throw broken(file, "it has two tensors \(key)")
                }
            }
        }
        return entries
    }

    private static func check(_ raw: RawEntry, _ key: String, size: Int, file: String) throws -> TensorEntry {
        guard let type = TensorType(rawValue: raw.dtype) else {
            throw broken(file, "tensor \(key) has the unknown type \(raw.dtype)")
        }
        var bytes = type.size
        for extent in raw.shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow else {
                throw broken(file, "tensor \(key) has the impossible shape \(raw.shape)")
            }
            bytes = product
        }
        guard raw.offsets.count == 2, 0 <= raw.offsets[0], raw.offsets[0] <= raw.offsets[1], raw.offsets[1] <= size
        else {
            throw broken(file, "tensor \(key) lies at \(raw.offsets), outside of the \(size) bytes of tensors")
        }
        guard raw.offsets[1] - raw.offsets[0] == bytes else {
            throw broken(
                file,
                "tensor \(key) of shape \(raw.shape) needs \(bytes) bytes and has \(raw.offsets[1] - raw.offsets[0])")
        }
        return TensorEntry(type: type, shape: raw.shape, bytes: raw.offsets[0]..<raw.offsets[1])
    }

    /// Tensors fill the file without gaps or overlaps, as the format demands.
    private static func checkLayout(_ tensors: [String: TensorEntry], size: Int, file: String) throws {
        var end = 0
        let ordered = tensors.sorted {
            ($0.value.bytes.lowerBound, $0.value.bytes.upperBound)
                < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound)
        }
        for (key, entry) in ordered {
            guard entry.bytes.lowerBound == end else {
                let how = entry.bytes.lowerBound < end ? "overlaps another" : "leaves a gap before it"
                throw broken(file, "tensor \(key) \(how)")
            }
            end = entry.bytes.upperBound
        }
        guard end == size else { throw broken(file, "its tensors end at byte \(end) of \(size)") }
    }

    static func broken(_ name: String, _ why: String) -> NetworkError {
        NetworkError(
            .invalidInput, "weights.broken", "\(name) is not a whole safetensors file.", cause: "\(why).",
            remedy: "Download the file again; a download that was cut off looks like this.")
    }
}

private struct RawEntry {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    /// Nil for anything but a text and two lists of whole numbers.
    init?(_ node: TokenizerNode) {
        guard node.members?.count == 3, let dtype = node["dtype"]?.string, let shape = Self.integers(node["shape"]),
            let offsets = Self.integers(node["data_offsets"])
        else { return nil }
        self.dtype = dtype
        self.shape = shape
        self.offsets = offsets
    }

    private static func integers(_ node: TokenizerNode?) -> [Int]? {
        guard let values = node?.array else { return nil }
        let integers = values.compactMap(\.int)
        return integers.count == values.count ? integers : nil
    }
}
