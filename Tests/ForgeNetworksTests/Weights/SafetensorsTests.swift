import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

@Suite struct SafetensorsTests {
    static func file(_ header: String, bytes: Int, length: UInt64? = nil) -> Data {
        let header = Data(header.utf8)
        var length = (length ?? UInt64(header.count)).littleEndian
        return withUnsafeBytes(of: &length) { Data($0) } + header + Data(count: bytes)
    }

    @Test("a whole header gives its tensors' types, shapes and places")
    func whole() throws {
        let header = """
            {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
            "b":{"dtype":"BF16","shape":[],"data_offsets":[24,26]},"c":{"dtype":"I64","shape":[0],"data_offsets":[26,26]}}
            """
        let read = try SafetensorsHeader(Self.file(header, bytes: 26), name: "x")
        #expect(read.tensors["a"] == TensorEntry(type: .float32, shape: [2, 3], bytes: 0..<24))
        #expect(read.tensors["b"]?.shape == [])
        #expect(read.tensors.count == 3)
        #expect(read.start == 8 + header.utf8.count)
    }

    static let broken: [(String, Data)] = [
        ("fewer than its own length field", Data(count: 7)),
        ("header claims", file("{}", bytes: 0, length: .max)),
        ("header claims", file("{}", bytes: 0, length: 3)),
        ("not the expected JSON", file("[]", bytes: 0)),
        ("not the expected JSON", file(#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, bytes: 4)),
        ("not the expected JSON", file(#"{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,4]}}"#, bytes: 4)),
        ("not the expected JSON", file(String(repeating: "[", count: 100_000), bytes: 4)),
        ("unknown type", file(#"{"a":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}}"#, bytes: 4)),
        ("impossible shape", file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, bytes: 4)),
        (
            "impossible shape",
            file(#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#, bytes: 4)
        ),
        ("outside of", file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, bytes: 4)),
        ("outside of", file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, bytes: 4)),
        ("outside of", file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, bytes: 4)),
        ("outside of", file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, bytes: 4)),
        ("needs 8 bytes", file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, bytes: 4)),
        (
            "overlaps",
            file(
                #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#,
                bytes: 6)
        ),
        ("leaves a gap", file(#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#, bytes: 4)),
        (
            "two tensors a",
            file(
                #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
                bytes: 8)
        ),
        // é as one character and as two, which Swift's dictionaries take for the same key.
        (
            "two tensors",
            file(
                #"{"\u00e9":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"e\u0301":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
                bytes: 0)
        ),
        ("not the expected JSON", file(#" {}"#, bytes: 0)),
        ("not the expected JSON", file("{\"\u{FF}\":1}", bytes: 0)),
        (
            "not the expected JSON",
            file(#"{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#, bytes: 0)
        ),
        ("metadata", file(#"{"__metadata__":{"a":1}}"#, bytes: 0)),
        ("metadata", file(#"{"__metadata__":{},"__metadata__":{}}"#, bytes: 0)),
        ("end at byte 4 of 6", file(#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#, bytes: 6)),
    ]

    @Test("a file that is not what it claims is refused with the reason", arguments: broken)
    func refused(reason: String, data: Data) {
        let error = #expect(throws: NetworkError.self) { try SafetensorsHeader(data, name: "weights") }
        #expect(error?.code == "weights.broken")
        #expect(error?.cause?.contains(reason) == true, "\(error?.cause ?? "")")
        #expect(error?.remedy != nil)
    }

    @Test("whatever passes lies inside of the file, every byte in one tensor")
    func mutated() {
        let whole = Self.file(
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"F16","shape":[2,1],"data_offsets":[4,8]}}"#,
            bytes: 8)
        var generator = SeededGenerator(seed: 5)
        var passed = 0
        for _ in 0..<20_000 {
            var data = whole
            for _ in 0...generator.below(2) { data[generator.below(data.count)] = UInt8(0x20 + generator.below(95)) }
            guard let header = try? SafetensorsHeader(data, name: "weights") else { continue }
            passed += 1
            var covered = 0
            for entry in header.tensors.values {
                #expect(entry.bytes.upperBound <= data.count - header.start)
                covered += entry.bytes.count
            }
            #expect(covered == data.count - header.start)
        }
        #expect(passed > 200)
    }

    @Test("a file cut off anywhere is refused")
    func cutOff() throws {
        let whole = try Data(contentsOf: TinyModel("tiny-bert").folder.appending(path: "model.safetensors"))
        for count in stride(from: 0, to: whole.count, by: 997) {
            #expect(throws: NetworkError.self) { try SafetensorsHeader(whole.prefix(count), name: "weights") }
        }
    }
}
