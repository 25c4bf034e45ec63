import Testing

@testable import ForgeWeb

@Suite("File names")
struct FileNameTests {
    @Test(arguments: [
        ("demo/cot", "demo-cot"), ("../../etc/passwd", "etc-passwd"), (".hidden", "hidden"), ("a  b", "a-b"),
        ("\"x\"\r\nSet-Cookie: y", "x-Set-Cookie-y"), ("日本", "id"), ("", "id"), ("...", "id"),
        (String(repeating: "a", count: 200), String(repeating: "a", count: 80)),
    ])
    func `A name keeps only what every file system and header takes`(_ name: String, _ expected: String) {
        #expect(FileName.safe(name, fallback: "id") == expected)
    }
}
