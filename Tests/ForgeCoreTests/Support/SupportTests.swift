import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite struct SupportTests {
    /// The sequence of Vigna's splitmix64.c from seed 1234567, as Rosetta Code publishes it.
    @Test func `SplitMix64 gives its published sequence`() {
        var generator = SeededGenerator(seed: 1_234_567)
        let values = (0..<5).map { _ in generator.next() }
        #expect(
            values == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test(arguments: [
        ("a\"b", "\"", "''", "a''b"), ("\"\u{301}", "\"", "''", "''\u{301}"),
        ("[INST]\u{FE0F}x", "[INST]", "", "\u{FE0F}x"),
        ("none", "\"", "", "none"), ("aaa", "aa", "b", "ba"), ("", "x", "y", ""), ("x", "x", "", ""),
    ])
    func `a text is replaced whatever mark stands behind it`(text: String, old: String, new: String, result: String) {
        #expect(Array(text.replacingScalars(old, with: new).unicodeScalars) == Array(result.unicodeScalars))
    }

    @Test func `a key is removed from what a server wrote with a mark behind it`() {
        #expect(!Array(Secret("sk-123").removed(from: "no sk-123\u{301}!").utf8).contains(UInt8(ascii: "3")))
    }

    @Test func `seeded draws stay in range, cover it and repeat`() {
        var (one, other) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
        let draws = (0..<600).map { _ in one.below(6) }
        #expect(Set(draws) == [0, 1, 2, 3, 4, 5])
        #expect(draws == (0..<600).map { _ in other.below(6) })
        #expect((0..<600).allSatisfy { _ in (0..<1).contains(one.unit()) })
    }

    @Test func `a sample holds distinct indices, and all of them when it is the population`() {
        var generator = SeededGenerator(seed: 3)
        let some = generator.sample(10, of: 1000)
        #expect(Set(some).count == 10 && some.allSatisfy { (0..<1000).contains($0) })
        let all = generator.sample(50, of: 50)
        #expect(all.sorted() == Array(0..<50) && all != Array(0..<50))
    }

    /// FIPS 180-4's examples.
    @Test(
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func `SHA-256 has its published values`(text: String, digest: String) throws {
        #expect(Digest.sha256(text) == digest)
        let file = FileManager.default.temporaryDirectory.appending(path: "forge-digest-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try Digest.sha256(fileAt: file.path) == digest)
    }

    @Test func `hexadecimal digits are always sixteen`() {
        let texts = [0, 0xABC, UInt64.max].map(\.hexDigits)
        #expect(texts == ["0000000000000000", "0000000000000abc", "ffffffffffffffff"])
    }

    @Test func `a private file's version changes also with what is not its contents`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "forge-private-\(UUID().uuidString)")
        try PrivateFile.replace(file, by: Data("secret".utf8))
        defer { try? FileManager.default.removeItem(at: file) }
        let before = try #require(PrivateFile.status(of: file))
        // The clocks of file systems tick every few milliseconds.
        try await Task.sleep(for: .milliseconds(50))
        // As a new owner does, it leaves the time of the contents alone.
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        let after = try #require(PrivateFile.status(of: file))
        #expect(before.isPrivate && after.isPrivate && after.bytes == before.bytes)
        #expect(after.version != before.version)
    }

    @Test func `a file that is not there has no digest`() {
        #expect(throws: (any Error).self) { try Digest.sha256(fileAt: "/does/not/exist") }
    }

    @Test(
        arguments: [
            "null", "true", "-7", "2.5", "\"é/\\u2028\"", "[1,[],{}]", "{\"a\":{\"b\":[null,false]},\"c\":\"\"}",
        ])
    func `JSON values survive a round trip`(text: String) throws {
        let value: JSONValue = try JSON.decode(from: text)
        #expect(try JSON.decode(JSONValue.self, from: JSON.text(value)) == value)
    }

    @Test func `JSON is written with sorted keys and plain slashes`() throws {
        let value: JSONValue = ["b": "x/y", "a": [1, 2.5, true, nil]]
        #expect(try JSON.text(value) == "{\"a\":[1,2.5,true,null],\"b\":\"x/y\"}")
        #expect(value["a"]?.array?.first?.int == 1)
        #expect(value["b"]?.int == nil)
        #expect(value["a"]?["b"] == nil)
    }

    @Test func `dates keep their milliseconds and sort as text`() throws {
        let date = Date(timeIntervalSince1970: 1_700_000_000.123)
        #expect(Timestamp.text(of: date) == "2023-11-14T22:13:20.123Z")
        #expect(Timestamp.date(of: "2023-11-14T22:13:20Z") == Date(timeIntervalSince1970: 1_700_000_000))
        #expect(Timestamp.date(of: "yesterday") == nil)
        for millisecond in 0..<2000 {
            let date = Date(timeIntervalSince1970: Double(1_700_000_000_000 + millisecond) / 1000)
            #expect(Timestamp.date(of: Timestamp.text(of: date)) == date)
        }
        let now = Timestamp.now()
        #expect(try JSON.decode(Date.self, from: JSON.data(now)) == now)
    }

    @Test func `a file that is larger than settings are is not read whole`() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("config.json")
        try Data("{}".utf8).write(to: file)
        #expect(try SmallFile.data(at: file) == Data("{}".utf8))
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: UInt64(SmallFile.mostBytes + 1))
        try handle.close()
        #expect(throws: SmallFile.TooLarge.self) { try SmallFile.data(at: file) }
        #expect(throws: MappedFile.NotAFile.self) { try SmallFile.data(at: folder.url) }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `a full disk behind standard error ends nothing`() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        full.writeIfPossible(Data("lost\n".utf8))
        #expect(throws: (any Error).self) { try full.write(contentsOf: Data("lost\n".utf8)) }
    }

    @Test func `experiment ids sort by time and do not repeat`() {
        let start = Date(timeIntervalSince1970: 1_750_000_000)
        let ids = (0..<50).map { ExperimentID.make(at: start.addingTimeInterval(Double($0) * 0.002)) }
        #expect(ids == ids.sorted())
        #expect(ids.allSatisfy { $0.count == 12 })
        #expect(Set((0..<100).map { _ in ExperimentID.make(at: start) }).count > 95)
    }
}
