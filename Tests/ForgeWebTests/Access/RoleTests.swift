import ForgeCore
import ForgeTesting
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Testing

@testable import ForgeWeb

@Suite("Roles")
struct RoleTests {
    private static let token = "0123456789abcdef-token"

    private func configuration(_ folder: TemporaryFolder) -> WebConfiguration {
        var configuration = WebConfiguration(port: 0, token: Self.token)
        configuration.tokenFile = folder.file("tokens")
        configuration.auditLog = folder.file("audit.jsonl")
        return configuration
    }

    @Test
    func `Every route that changes something says which role it needs`() async throws {
        let server = WebServer(
            services: try await WebFixture().services, configuration: WebConfiguration(port: 0),
            logger: Logger(label: "test"))
        let routes = try server.router().routes
        let declared = Set(RoleTable.pages.keys)
        let forms = routes.filter { $0.method != .get && $0.method != .head && !$0.path.description.hasPrefix("/api/") }
            .map { RoleTable.key($0.method, $0.path.description) }
        #expect(forms.count > 25)
        for form in forms { #expect(declared.contains(form), "\(form) declares no role") }
        let all = Set(routes.map { RoleTable.key($0.method, $0.path.description) })
        for page in declared { #expect(all.contains(page), "there is no route \(page)") }
    }

    @Test
    func `Nothing that changes something is for viewers, and deletions and downloads are for admins`() async throws {
        let endpoints = Endpoints.all(try await WebFixture().services)
        for endpoint in endpoints where endpoint.method != .get {
            let name = endpoint.operation.id
            #expect(endpoint.role > .viewer || name == "validateConfig", "\(name)")
            let isAdmins =
                (name.hasPrefix("delete") || name.hasPrefix("restore") || name.hasPrefix("pull"))
            if isAdmins { #expect(endpoint.role == .admin, "\(name)") }
        }
        #expect(endpoints.contains { $0.role == .admin })
    }

    @Test
    func `Every form of a page says for whom it is`() throws {
        for (name, text) in Templates.all {
            for form in text.matches(of: /<form [^>]*method="post"[^>]*>/).map(\.output) {
                let isOpen = form.contains("\"/login\"") || form.contains("\"/logout\"")
                #expect(
                    isOpen || form.contains("data-needs=\"runner\"") || form.contains("data-needs=\"admin\""),
                    "\(name): \(form)")
            }
        }
    }

    @Test
    func `A viewer looks, a runner runs, an admin deletes, and it is all written down`() async throws {
        let folder = try TemporaryFolder()
        let configuration = configuration(folder), file = TokenFile(folder.file("tokens"))
        let tokens = try Dictionary(
            uniqueKeysWithValues: Role.allCases.map { ($0, try file.add("the-\($0.rawValue)", role: $0)) })
        try await WebFixture().serve(configuration) { server in
            let connection = RawConnection(port: server.port)
            func status(_ role: Role, _ method: String, _ path: String, body: String = "") async throws -> Int {
                try await connection.request(
                    method, path,
                    headers: ["Authorization": "Bearer \(tokens[role] ?? "")", "Content-Type": "application/json"],
                    body: body
                ).status
            }
            let wish = try JSON.text(["config": WebFixture.config])
            #expect(try await status(.viewer, "GET", "/api/v1/experiments") == 200)
            #expect(try await status(.viewer, "POST", "/api/v1/experiments/validate", body: wish) == 200)
            #expect(try await status(.viewer, "POST", "/api/v1/experiments", body: wish) == 403)
            #expect(try await status(.viewer, "GET", "/experiments") == 200)
            #expect(try await status(.viewer, "GET", "/experiments/new") == 403)
            let made = try await connection.request(
                "POST", "/api/v1/experiments",
                headers: ["Authorization": "Bearer \(tokens[.runner] ?? "")", "Content-Type": "application/json"],
                body: wish)
            #expect(made.status == 201)
            let path = String(try #require(made.text.firstMatch(of: /(?i)location: (\S+)/)?.1))
            #expect(try await status(.runner, "DELETE", path) == 403)
            #expect(try await status(.runner, "POST", "/api/v1/models/parrot/pull") == 403)
            #expect(try await status(.admin, "DELETE", path) == 204)
            let refusal = try await connection.request(
                "DELETE", path, headers: ["Authorization": "Bearer \(tokens[.viewer] ?? "")"])
            #expect(refusal.text.contains("http.role") && refusal.text.contains("forge token create"))
            #expect(try await connection.request("POST", "/api/v1/experiments", body: wish).status == 401)
        }
        let lines = try String(contentsOf: folder.file("audit.jsonl"), encoding: .utf8).split(separator: "\n")
        let entries = try lines.map { try JSON.decode(AuditLog.Entry.self, from: String($0)) }
        #expect(
            entries.map(\.who) == [
                "the-viewer", "the-viewer", "the-runner", "the-runner", "the-runner", "the-admin", "the-viewer", nil,
            ])
        #expect(entries.map(\.status) == [200, 403, 201, 403, 403, 204, 403, 401])
        #expect(entries.map(\.outcome) == [.done, .refused, .done, .refused, .refused, .done, .refused, .refused])
        #expect(entries.allSatisfy { $0.from == "127.0.0.1" && abs($0.time.timeIntervalSinceNow) < 60 })
        for token in tokens.values { #expect(!lines.joined().contains(token)) }
    }

    @Test
    func `A login has the role of its token, and pages show and hide by it`() async throws {
        let folder = try TemporaryFolder()
        let configuration = configuration(folder)
        let token = try TokenFile(folder.file("tokens")).add("anna", role: .viewer)
        try await WebFixture().serve(configuration) { server in
            let connection = RawConnection(port: server.port)
            let form = ["Content-Type": "application/x-www-form-urlencoded"]
            let login = try await connection.request("POST", "/login", headers: form, body: "token=\(token)")
            let cookie = String(try #require(login.text.firstMatch(of: /(?i)set-cookie: (forge_session=[^;]+);/)?.1))
            let page = try await connection.request("GET", "/experiments", headers: ["Cookie": cookie]).text
            #expect(page.contains("<body data-role=\"viewer\""))
            #expect(page.contains("anna (viewer)"))
            #expect(page.contains("<li data-needs=\"runner\"><a href=\"/experiments/new\""))
            let refused = try await connection.request(
                "POST", "/experiments", headers: form.merging(["Cookie": cookie]) { $1 }, body: "config=x")
            #expect(refused.status == 403 && refused.text.contains("a role of runner"))
            // Also a page of an error knows who looks.
            #expect(refused.text.contains("<body data-role=\"viewer\"") && refused.text.contains("anna (viewer)"))
            let wrong = try await connection.request("POST", "/login", headers: form, body: "token=guess")
            #expect(wrong.status == 403)
        }
        let log = try String(contentsOf: folder.file("audit.jsonl"), encoding: .utf8)
        #expect(log.contains("\"who\":\"anna\"") && log.contains("\"path\":\"/login\""))
        #expect(!log.contains(token) && !log.contains("guess"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("audit.jsonl").path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }
}
