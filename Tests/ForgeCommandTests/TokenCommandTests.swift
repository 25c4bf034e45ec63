import ForgeCore
import Foundation
import Testing

@Suite("Tokens on the command line", .enabled(if: ForgeProcess.isBuilt))
struct TokenCommandTests {
    @Test func `a token is made, listed and revoked, and shown once`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let empty = try await forge.run("token", "list")
        #expect(empty.status == 0 && empty.output.contains("forge token create"))
        let made = try await forge.run("token", "create", "anna", "--role", "runner")
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(made.status == 0 && token.count == 64 && made.errors.contains("kept nowhere"))
        let list = try await forge.run("token", "list", "--json")
        #expect(try JSONValue(parsing: list.output) == [["name": "anna", "role": "runner"]])
        let again = try await forge.run("token", "create", "anna")
        #expect(again.status == 1 && again.errors.contains("forge token revoke anna"))
        #expect(try await forge.run("token", "create", "Anna B").status == 2)
        #expect(try await forge.run("token", "create", "bob", "--role", "king").status == 2)
        let file = forge.home.appending(path: "tokens")
        #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
        #expect(try !String(contentsOf: file, encoding: .utf8).contains(token))
        #expect(try await forge.run("token", "revoke", "anna").status == 0)
        let missing = try await forge.run("token", "revoke", "anna")
        #expect(missing.status == 1 && missing.errors.contains("Remedy:"))
    }

    @Test func `a file that others can read starts no server`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        _ = try await forge.run("token", "create", "anna")
        let file = forge.home.appending(path: "tokens")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        let serve = try await forge.run("serve", "--port", "0")
        #expect(serve.status == 1 && serve.errors.contains("chmod 600"), "\(serve.errors)")
        #expect(try await forge.run("token", "list").status == 1)
    }

    @Test func `an address that others reach is served with a made token`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let refused = try await forge.run("serve", "--host", "0.0.0.0", "--port", "0")
        #expect(refused.status == 2 && refused.errors.contains("forge token create"))
    }
}
