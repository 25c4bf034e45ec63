import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeEngines

/// Writes small GGUF files byte by byte.
struct GGUFSketch {
    var bytes = Data("GGUF".utf8)

    mutating func add<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ text: String) {
        add(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// A file with one 32×2 Q8_0 tensor (68 bytes) and an architecture.
    static func small(version: UInt32 = 3, tensorType: UInt32 = 8, row: UInt64 = 32, cut: Int = 0) -> Data {
        var sketch = GGUFSketch()
        sketch.add(version)
        sketch.add(UInt64(1))
        sketch.add(UInt64(2))
        sketch.add("general.architecture")
        sketch.add(UInt32(8))
        sketch.add("llama")
        sketch.add("llama.block_count")
        sketch.add(UInt32(4))
        sketch.add(UInt32(1))
        sketch.add("w")
        sketch.add(UInt32(2))
        sketch.add(row)
        sketch.add(UInt64(2))
        sketch.add(tensorType)
        sketch.add(UInt64(0))
        while sketch.bytes.count % 32 != 0 { sketch.bytes.append(0) }
        sketch.bytes.append(Data(count: 68 - cut))
        return sketch.bytes
    }
}

@Suite struct `GGUF header` {
    private func code(_ data: Data) -> String? {
        do {
            _ = try GGUFHeader(parsing: data, name: "test")
            return nil
        } catch let error as EngineError {
            return error.code
        } catch {
            return "\(error)"
        }
    }

    @Test func `A small file is read`() throws {
        let header = try GGUFHeader(parsing: GGUFSketch.small(), name: "test")
        #expect(header.version == 3)
        #expect(header.architecture == "llama")
        #expect(header.tensors.map(\.name) == ["w"])
        #expect(header.tensors[0].dimensions == [32, 2])
        #expect(header.tensors[0].bytes == 68)
        #expect(header.tensors[0].format == "q8_0")
    }

    @Test func `Damage is named by its kind`() {
        #expect(code(Data()) == "model.not-gguf")
        #expect(code(Data("PK\u{3}\u{4} something else".utf8)) == "model.not-gguf")
        #expect(code(Data("GGUF".utf8)) == "model.truncated")
        #expect(code(GGUFSketch.small(version: 1)) == "model.unsupported-version")
        #expect(code(GGUFSketch.small(version: 0x0300_0000)) == "model.unsupported-version")
        #expect(code(GGUFSketch.small(cut: 1)) == "model.truncated")
        #expect(code(GGUFSketch.small(tensorType: 4)) == "model.malformed")
        #expect(code(GGUFSketch.small(tensorType: 4000)) == "model.malformed")
        #expect(code(GGUFSketch.small(row: 31)) == "model.malformed")
        #expect(code(GGUFSketch.small(row: 1 << 50)) == "model.malformed")
    }

    @Test func `Every way to cut a file short is an error`() {
        let whole = GGUFSketch.small()
        for length in 0..<whole.count { #expect(code(whole.prefix(length)) != nil, "cut to \(length) bytes") }
    }

    /// A file of entries and of tensors with names, places and 32 numbers of F32 each.
    private func file(_ entries: [(key: String, type: UInt32, value: UInt32)], _ tensors: [(String, UInt64)]) -> Data {
        var sketch = GGUFSketch()
        sketch.add(UInt32(3))
        sketch.add(UInt64(tensors.count))
        sketch.add(UInt64(entries.count + 1))
        sketch.add("general.architecture")
        sketch.add(UInt32(8))
        sketch.add("llama")
        for entry in entries {
            sketch.add(entry.key)
            sketch.add(entry.type)
            sketch.add(entry.value)
        }
        for (name, offset) in tensors {
            sketch.add(name)
            sketch.add(UInt32(1))
            sketch.add(UInt64(32))
            sketch.add(UInt32(0))
            sketch.add(offset)
        }
        while sketch.bytes.count % 32 != 0 { sketch.bytes.append(0) }
        return sketch.bytes + Data(count: 128 * max(1, tensors.count))
    }

    @Test func `What llama.cpp would refuse or take for something else is refused`() {
        #expect(code(file([("a.b", 4, 1)], [("w", 0), ("v", 128)])) == nil)
        let long = String(repeating: "n", count: 64)
        for (what, data) in [
            ("a key twice", file([("a.b", 4, 1), ("a.b", 4, 1)], [])), ("an empty key", file([("", 4, 1)], [])),
            ("a key of other letters", file([("a.é", 4, 1)], [])),
            ("an alignment that is no UINT32", file([("general.alignment", 5, 32)], [])),
            ("an alignment of 0", file([("general.alignment", 4, 0)], [])),
            ("an alignment of 3", file([("general.alignment", 4, 3)], [])),
            ("an alignment beyond all files", file([("general.alignment", 4, 1 << 30)], [])),
            ("a tensor twice", file([], [("w", 0), ("w", 128)])),
            ("tensors one over the other", file([], [("w", 0), ("v", 0)])),
            ("a gap between tensors", file([], [("w", 0), ("v", 160)])),
            ("a tensor without a name", file([], [("", 0)])),
            ("a name too long for ggml", file([], [(long, 0)])), ("a list in a list", file([("a", 9, 9)], [])),
        ] {
            #expect(code(data) == "model.malformed", "\(what)")
        }
    }

    @Test func `Whatever passes lies inside of the file, tensor after tensor`() {
        var generator = SeededGenerator(seed: 12)
        let whole = file([("general.alignment", 4, 32), ("a.b", 4, 7)], [("w", 0), ("v", 128), ("u", 256)])
        var passed = 0
        for _ in 0..<20_000 {
            var data = whole
            // Small changes, so that many files pass.
            for _ in 0...generator.below(2) { data[generator.below(300)] ^= UInt8(1 << generator.below(8)) }
            guard let header = try? GGUFHeader(parsing: data, name: "test") else { continue }
            passed += 1
            var end = 0
            for tensor in header.tensors {
                #expect(tensor.offset >= end && tensor.bytes >= 0)
                end = tensor.offset + tensor.bytes
            }
            #expect(end <= data.count)
        }
        #expect(passed > 1000)
    }

    @Test func `A pipe is not waited for`() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.file("pipe.gguf").path
        #expect(mkfifo(pipe, 0o600) == 0)
        let error = #expect(throws: EngineError.self) { try GGUFHeader(checkingFileAt: pipe) }
        #expect(error?.cause?.contains("pipe") == true)
    }

    @Test func `Huge counts and lengths are refused without work`() {
        for position in stride(from: 8, to: 120, by: 4) {
            var data = GGUFSketch.small()
            for offset in 0..<8 where position + offset < data.count { data[position + offset] = 0xFF }
            _ = code(data)
        }
        var counts = GGUFSketch()
        counts.add(UInt32(3))
        counts.add(UInt64.max)
        counts.add(UInt64(0))
        #expect(code(counts.bytes) == "model.truncated")
    }

    @Test func `Random damage never crashes the reader`() {
        var generator = SeededGenerator(seed: 11)
        let whole = GGUFSketch.small()
        var failures = 0
        for _ in 0..<20_000 {
            var data = whole
            for _ in 0...generator.below(4) { data[generator.below(160)] = UInt8(generator.below(256)) }
            if code(data) != nil { failures += 1 }
        }
        #expect(failures > 10_000)
    }

    @Test func `A missing file, a folder and a text are told apart`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = folder.appending(path: "model.gguf").path
        try Data("hello".utf8).write(to: URL(filePath: text))
        for (path, expected) in [
            (folder.appending(path: "none.gguf").path, "model.not-found"), (folder.path, "model.not-gguf"),
            (text, "model.not-gguf"),
        ] {
            let error = await #expect(throws: EngineError.self) { try await LlamaEngine.load(path: path) }
            #expect(error?.code == expected)
            #expect(error?.remedy != nil)
        }
    }

    @Test(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
    func `A real file cut short is refused before llama.cpp reads it`() async throws {
        let whole = try Data(contentsOf: URL(filePath: #require(TestModel.path)), options: .alwaysMapped)
        let header = try GGUFHeader(parsing: whole, name: "real")
        #expect(header.architecture == "llama")
        #expect(header.tensors.count == 272)
        for length in [100, 1 << 20, 2 << 20, whole.count / 2, whole.count - 1] {
            #expect(code(whole.prefix(length)) == "model.truncated", "cut to \(length) bytes")
        }
    }
}
