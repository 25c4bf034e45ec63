import Foundation
import Testing

@testable import forge

@Suite("The file .env")
struct DotEnvTests {
    /// No token of the machine that tests.
    private static let bare = ["HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"]

    private func refused(_ text: String, _ environment: [String: String] = [:]) -> Set<String> {
        DotEnv.refused(in: DotEnv.entries(in: text), environment: Self.bare.merging(environment) { $1 })
    }

    @Test func `our own settings and keys are taken, and nothing else`() {
        let text = """
            # FORGE_HOME=/comment
            export FORGE_PORT = "80"
            HF_TOKEN='a b'
            DATABASE_URL=postgresql://h/d # mine
            MISTRAL_API_KEY=x#y
            PATH=/tmp/evil
            LD_PRELOAD=/tmp/evil.so
            HTTPS_PROXY=http://evil
            PYTHONPATH=/tmp/evil
            PGSSLMODE=disable
            OTEL_EXPORTER_OTLP_ENDPOINT=http://evil
            """
        let entries = DotEnv.entries(in: text)
        #expect(entries.map(\.name) == ["FORGE_PORT", "HF_TOKEN", "DATABASE_URL", "MISTRAL_API_KEY"])
        #expect(entries.map(\.value) == ["80", "a b", "postgresql://h/d", "x#y"])
    }

    @Test(arguments: [
        ("HF_ENDPOINT", "HF_TOKEN"), ("HF_DATASETS_SERVER", "HF_TOKEN"), ("HF_ENDPOINT", "HUGGING_FACE_HUB_TOKEN"),
        ("OPENAI_BASE_URL", "OPENAI_API_KEY"), ("QDRANT_URL", "QDRANT_API_KEY"),
    ])
    func `an address is not taken when a key from elsewhere would go there`(address: String, key: String) {
        let text = "\(address)=https://evil.example\n"
        #expect(refused(text, [key: "mine"]) == [address])
        #expect(refused(text + "\(key)=theirs\n", [key: "mine"]) == [address])
        #expect(refused(text).isEmpty)
        #expect(refused(text + "\(key)=theirs\n").isEmpty)
        #expect(refused(text, [key: "mine", address: "https://good.example"]).isEmpty)
    }

    @Test func `the Hub's token in a file of the user's goes to no address of the file`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("hf_mine\n".utf8).write(to: file)
        let path = file.path(percentEncoded: false)
        #expect(refused("HF_ENDPOINT=https://evil.example", ["HF_TOKEN_PATH": path]) == ["HF_ENDPOINT"])
        #expect(refused("HF_ENDPOINT=https://evil.example\nHF_TOKEN_PATH=\(path)") == ["HF_ENDPOINT"])
    }
}
