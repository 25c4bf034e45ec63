import ForgeCore
import Foundation
import Testing

@testable import ForgeLab

/// Input of every kind ends in findings, never in a crash or a hang.
@Suite struct ConfigInputTests {
    @Test(arguments: [
        ("", "is empty"), ("# only a comment\n", "is empty"), ("---\n", "is empty"), ("demo", "not `key: value`"),
        ("- a\n- b\n", "is a list"), ("a: b: c\n", "quotes"), ("a: [1, 2\nb: 3\n", "bracket"), ("a:\n\t- b\n", "tabs"),
        ("a: 1\n---\nb: 2\n", "second document"), ("a: &x 1\nb: *x\n", "anchors"), ("a: *x\n", "starts with *"),
        ("a: !!int 3\n", "tag"), ("a: !python/object:os.system x\n", "tag"), ("<<: {a: 1}\n", "merge keys"),
        ("? [a, b]\n: c\n", "plain word"), ("a: \"\\q\"\n", "not valid YAML"), ("a: 'open\n", "not valid YAML"),
        ("name: \u{1}\n", "control character"), ("a: \u{0}\n", "control character"), ("%YAML 9.9\n---\na: 1\n", ""),
        ("seed: 1\nname: b\nseed: 2\n", "`seed` stands twice (first on line 1)"), ("\u{FEFF}", "is empty"),
    ])
    func `a malformed text is told what is wrong`(text: String, words: String) throws {
        let findings = ConfigFixtures.findings(text)
        let finding = try #require(findings.first)
        #expect(words.isEmpty || finding.message.contains(words), "\(finding.message)")
        #expect(finding.line >= 1 && finding.column >= 1)
    }

    @Test func `a byte order mark and Windows line ends are fine`() throws {
        let text = "\u{FEFF}" + ConfigFixtures.minimal.replacing("\n", with: "\r\n")
        #expect(try ConfigFixtures.loader.load(text: text).experiments.map(\.dataset.name) == ["nq-open"])
    }

    @Test func `JSON is YAML`() throws {
        let text =
            #"{"name": "demo", "method": {"name": "cot", "shots": 1}, "model": "smollm2-135m", "dataset": "nq-open"}"#
        #expect(try ConfigFixtures.loader.load(text: text).experiments.map(\.method.options["shots"]) == [1])
    }

    @Test func `bytes that are not UTF-8 are named by line`() {
        let data = Data("name: demo\nmodel: ".utf8) + Data([0xFF, 0xFE])
        let error = #expect(throws: LabError.self) { try ConfigFixtures.loader.load(data: data, file: "x.yaml") }
        #expect(error?.cause?.contains("x.yaml:2:8: is not UTF-8 text") == true)
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 50_000),
        String(repeating: "- ", count: 100_000) + "a", String(repeating: "? ", count: 50_000),
        (0..<2000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), String(repeating: "a", count: 2 << 20),
        "a: " + String(repeating: "[", count: 60) + String(repeating: "]", count: 60),
    ])
    func `endless nesting and size are refused`(text: String) {
        #expect(!ConfigFixtures.findings(text).isEmpty)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "tags: [\((1...80_000).map { "t\($0)" }.joined(separator: ", "))]\n",
            "metrics: [\((1...80_000).map { "m\($0)" }.joined(separator: ", "))]\n",
            "matrix: {seed: [\((1...80_000).map(String.init).joined(separator: ", "))]}\n",
            (1...60_000).map { "k\($0): 1\n" }.joined(), (1...60_000).map { "k\($0 % 30_000): 1\n" }.joined(),
        ])
    func `a megabyte of keys or values is judged in seconds`(text: String) {
        let report = ConfigFixtures.loader.report(text: text)
        #expect((1...ConfigReport.limit).contains(report.diagnostics.count))
    }

    @Test func `aliases cannot multiply beyond memory`() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        text += "? *a60\n: 1\n? *a60\n: 2\n"
        #expect(ConfigFixtures.findings(text).first?.message.contains("anchors") == true)
    }

    @Test(.timeLimit(.minutes(1))) func `aliases as keys are counted too`() {
        var text = "m0: &m0 {a: 1}\n"
        for level in 1...40 {
            text += "m\(level): &m\(level) {*m\(level - 1): 1, {*m\(level - 1): 2}: 3}\n"
        }
        #expect(ConfigFixtures.findings(text).first?.message.contains("anchors") == true)
    }

    @Test func `cut and mutated configs never crash the reader`() {
        let seedText = ConfigFixtures.minimal + "generation: {stop: [\"a\", 'b']}\nmatrix:\n  seed: [1, 2]\n# é 🎉\n"
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array("[]{}:,-?&*!|>'\"%@`#\n\t \\é🎉\u{2028}0aZ~<=.\u{85}".unicodeScalars)
        var refused = 0
        for _ in 0..<3_000 {
            var scalars = Array(seedText.unicodeScalars)
            for _ in 0...generator.below(6) {
                let position = generator.below(scalars.count)
                switch generator.below(3) {
                case 0: scalars.remove(at: position)
                case 1: scalars.insert(alphabet[generator.below(alphabet.count)], at: position)
                default: scalars[position] = alphabet[generator.below(alphabet.count)]
                }
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars.prefix(generator.below(scalars.count) + 1))
            let report = ConfigFixtures.loader.report(text: String(text))
            #expect((report.plan == nil) == !report.diagnostics.isEmpty)
            for finding in report.diagnostics {
                #expect(!finding.rendered(file: "f", source: String(text)).isEmpty)
                refused += 1
            }
        }
        #expect(refused > 1_000)
    }

    @Test func `random bytes never crash the reader`() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let data = Data((0..<generator.below(80)).map { _ in UInt8(generator.below(128)) })
            #expect(throws: LabError.self) { try ConfigFixtures.loader.load(data: data, file: "f") }
        }
    }

    @Test func `control characters of a config do not reach the terminal`() {
        let error = #expect(throws: LabError.self) { try ConfigFixtures.loader.load(text: "a: \u{1B}[31m\u{202E}x\n") }
        #expect(error?.description.contains("\u{1B}") == false)
        #expect(error?.description.contains("\u{202E}") == false)
    }
}
