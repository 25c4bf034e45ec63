import ForgeCore
import Testing

@testable import ForgeWeb

@Suite("Schema checks")
struct SchemaCheckTests {
    private static let schema = Schema.object(
        ["name": Schema.text(1...5), "kind": Schema.choice(["small", "large"])],
        optional: [
            "count": Schema.integer(1...9), "share": Schema.number(0...1), "isNew": Schema.boolean,
            "parts": Schema.array(Schema.object(["id": Schema.id]), 1...2), "more": Schema.map(Schema.integer),
        ])

    @Test(arguments: [
        #"{"name": "a", "kind": "small"}"#,
        #"{"name": "日本語日本", "kind": "large", "count": 9.0, "share": 1, "isNew": false}"#,
        #"{"name": "a", "kind": "small", "parts": [{"id": "0123456789ab"}], "more": {"x": 1}}"#,
    ])
    func `A good value has no findings`(_ text: String) throws {
        #expect(SchemaCheck.findings(in: try JSONValue(parsing: text), against: Self.schema).isEmpty)
    }

    @Test(arguments: [
        (#"{"kind": "small"}"#, "name"), (#"{"name": "", "kind": "small"}"#, "name"),
        (#"{"name": "abcdef", "kind": "small"}"#, "name"), (#"{"name": "a", "kind": "smal"}"#, "kind"),
        (#"{"name": "a", "kind": "small", "count": 0}"#, "count"),
        (#"{"name": "a", "kind": "small", "count": 1.5}"#, "count"),
        (#"{"name": "a", "kind": "small", "count": 1e300}"#, "count"),
        (#"{"name": "a", "kind": "small", "count": null}"#, "count"),
        (#"{"name": "a", "kind": "small", "share": "1"}"#, "share"),
        (#"{"name": "a", "kind": "small", "isNew": 1}"#, "isNew"),
        (#"{"name": "a", "kind": "small", "parts": []}"#, "parts"),
        (#"{"name": "a", "kind": "small", "parts": [{"id": "x"}]}"#, "parts[0].id"),
        (#"{"name": "a", "kind": "small", "parts": [{}]}"#, "parts[0].id"),
        (#"{"name": "a", "kind": "small", "more": {"x": "1"}}"#, "more.x"),
        (#"{"name": "a", "kind": "small", "nam": 1}"#, "nam"), ("[]", ""), ("null", ""),
    ])
    func `A wrong value is named by its path`(_ text: String, _ field: String) throws {
        let findings = SchemaCheck.findings(in: try JSONValue(parsing: text), against: Self.schema)
        #expect(findings.map(\.field) == [field])
    }

    @Test
    func `Findings say what is expected, and the nearest name`() throws {
        let value: JSONValue = ["name": "a", "kind": "smal", "count": 12, "nam": 1]
        let findings = SchemaCheck.findings(in: value, against: Self.schema)
        #expect(
            findings.map(\.message) == [
                "must be a whole number from 1 to 9, not `12`.", "must be one of `small`, `large`, not `smal`.",
                "is not known here.",
            ])
        #expect(findings.map(\.remedy) == [nil, "Did you mean `small`?", "Did you mean `name`?"])
    }

    @Test
    func `No more findings are told than help`() {
        let value = JSONValue.object(Dictionary(uniqueKeysWithValues: (0..<1000).map { ("key\($0)", 1) }))
        #expect(SchemaCheck.findings(in: value, against: Self.schema).count == 50)
    }
}
