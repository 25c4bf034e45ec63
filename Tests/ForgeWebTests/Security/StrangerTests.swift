import ForgeCore
import Testing

@testable import ForgeWeb

/// Who may do what, over real connections.
@Suite("Strangers")
struct StrangerTests {
    private static let token = "0123456789abcdef-token"
    private static let json = ["Content-Type": "application/json"]

    private func configuration(token: String? = nil, origins: [String] = []) -> WebConfiguration {
        WebConfiguration(port: 0, token: token, allowedOrigins: origins)
    }

    @Test(arguments: [
        "http://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "https://localhost.evil.example",
        "file://", "",
    ])
    func `A page of another site can change nothing`(_ origin: String) async throws {
        try await WebFixture().serve { server in
            let connection = RawConnection(port: server.port)
            let body = try JSON.text(["config": WebFixture.config])
            for path in ["/api/v1/experiments", "/experiments", "/logout"] {
                let headers = Self.json.merging(["Origin": origin]) { $1 }
                let reply = try await connection.request("POST", path, headers: headers, body: body)
                #expect(reply.status == 403, "\(path): \(reply.text.prefix(200))")
                #expect(!reply.text.lowercased().contains("access-control-allow-origin"))
            }
            let list = try await connection.request("GET", "/api/v1/experiments")
            #expect(list.text.contains("\"total\":0") || list.text.contains("\"total\" : 0"))
        }
    }

    @Test
    func `A browser's request that hides its origin is refused`() async throws {
        try await WebFixture().serve { server in
            let reply = try await RawConnection(port: server.port).request(
                "POST", "/api/v1/experiments", headers: Self.json.merging(["Sec-Fetch-Site": "cross-site"]) { $1 },
                body: "{}")
            #expect(reply.status == 403)
        }
    }

    @Test
    func `A site on the list may use the API and nothing else`() async throws {
        let configuration = configuration(origins: ["https://lab.example.org"])
        try await WebFixture().serve(configuration) { server in
            let connection = RawConnection(port: server.port)
            let headers = Self.json.merging(["Origin": "https://lab.example.org"]) { $1 }
            let made = try await connection.request(
                "POST", "/api/v1/experiments", headers: headers, body: try JSON.text(["config": WebFixture.config]))
            #expect(made.status == 201)
            #expect(made.text.lowercased().contains("access-control-allow-origin: https://lab.example.org"))
            let question = ["Origin": "https://lab.example.org", "Access-Control-Request-Method": "POST"]
            let preflight = try await connection.request("OPTIONS", "/api/v1/experiments", headers: question)
            #expect(preflight.status == 204)
            // Its pages must not act as whoever is logged in.
            for reply in [made, preflight] { #expect(!reply.text.lowercased().contains("allow-credentials")) }
            #expect(try await connection.request("POST", "/experiments", headers: headers).status == 403)
        }
    }

    @Test(arguments: ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "169.254.169.254"])
    func `Another name for this machine is not answered`(_ host: String) async throws {
        try await WebFixture().serve { server in
            let reply = try await RawConnection(port: server.port).request("GET", "/", headers: ["Host": host])
            #expect(reply.status == 421)
        }
    }

    @Test func `Who watches over containers may ask under any name whether the server lives, and learns no more`()
        async throws
    {
        let headers = ["Host": "healthcheck.example.net"]
        try await WebFixture().serve(configuration(token: Self.token)) { server in
            let connection = RawConnection(port: server.port)
            let health = try await connection.request("GET", "/health", headers: headers)
            #expect(health.status == 200 && !health.text.contains("version"))
            for path in ["/", "/login", "/health/", "/api/v1/experiments"] {
                #expect(try await connection.request("GET", path, headers: headers).status == 421, "\(path)")
            }
        }
        try await WebFixture().serve { server in
            let reply = try await RawConnection(port: server.port).request("GET", "/health", headers: headers)
            #expect(reply.status == 421)
        }
    }

    @Test(arguments: [
        ("Authorization", "Bearer wrong"), ("Authorization", "Basic MDEyMzQ="), ("Authorization", "Bearer"),
        ("Authorization", token), ("Cookie", "forge_session=\(token)"),
        ("Cookie", "forge_session=9999999999.\(String(repeating: "0", count: 64))"), ("X-Token", token),
    ])
    func `Without the token nothing is told and nothing is done`(_ name: String, _ value: String) async throws {
        try await WebFixture().serve(configuration(token: Self.token)) { server in
            let connection = RawConnection(port: server.port)
            for (method, path) in [
                ("GET", "/api/v1/experiments"), ("POST", "/api/v1/experiments"), ("GET", "/api/v1/events"),
                ("GET", "/openapi.json"), ("GET", "/api/v1/nothing"),
            ] {
                let reply = try await connection.request(method, path, headers: Self.json.merging([name: value]) { $1 })
                #expect(reply.status == 401, "\(path)")
            }
            for path in ["/", "/experiments", "/playground"] {
                let reply = try await connection.request("GET", path, headers: [name: value])
                #expect(reply.status == 303 && reply.text.contains("/login"), "\(path)")
            }
            let health = try await connection.request("GET", "/health", headers: [name: value])
            #expect(health.status == 200 && !health.text.contains("version"))
        }
    }

    @Test
    func `The token opens the API, and a login the pages`() async throws {
        try await WebFixture().serve(configuration(token: Self.token)) { server in
            let connection = RawConnection(port: server.port)
            let bearer = ["Authorization": "Bearer \(Self.token)"]
            #expect(try await connection.request("GET", "/api/v1/experiments", headers: bearer).status == 200)
            let origin = "http://127.0.0.1:\(server.port)"
            let form = ["Content-Type": "application/x-www-form-urlencoded", "Origin": origin]
            let login = try await connection.request(
                "POST", "/login", headers: form, body: "token=\(Self.token)&next=/experiments")
            #expect(login.status == 303)
            let cookie = try #require(login.text.firstMatch(of: /(?i)set-cookie: (forge_session=[^;]+);/)?.1)
            #expect(login.text.contains("HttpOnly; SameSite=Strict"))
            #expect(!login.text.contains(Self.token))
            let list = try await connection.request("GET", "/experiments", headers: ["Cookie": String(cookie)])
            #expect(list.status == 200)
        }
    }

    @Test
    func `Tokens cannot be guessed at leisure`() async throws {
        try await WebFixture().serve(configuration(token: Self.token)) { server in
            let connection = RawConnection(port: server.port)
            let form = ["Content-Type": "application/x-www-form-urlencoded"]
            for _ in 0..<FailedLogins.allowed {
                let reply = try await connection.request("POST", "/login", headers: form, body: "token=guess")
                #expect(reply.status == 403)
            }
            let reply = try await connection.request("POST", "/login", headers: form, body: "token=\(Self.token)")
            #expect(reply.status == 429 && reply.text.lowercased().contains("retry-after"))
        }
    }

    @Test
    func `A right token in between does not make guessing free`() async throws {
        try await WebFixture().serve(configuration(token: Self.token)) { server in
            let connection = RawConnection(port: server.port)
            func login(_ token: String) async throws -> Int {
                let form = ["Content-Type": "application/x-www-form-urlencoded"]
                return try await connection.request("POST", "/login", headers: form, body: "token=\(token)").status
            }
            var answers: [Int] = []
            for token in ["guess", "guess", "guess", "guess", Self.token, "guess", "guess"] {
                answers.append(try await login(token))
            }
            #expect(answers == [403, 403, 403, 403, 303, 403, 429])
        }
    }

    @Test(arguments: [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)", "",
        "evil.example", "/\t/evil.example", "/a\r\nSet-Cookie: a=b", "/ä", "/" + String(repeating: "a", count: 2000),
    ])
    func `A login leads to a path of this server and nowhere else`(_ next: String) {
        #expect(LoginPage.localPath(next) == "/")
        #expect(LoginPage.localPath("/experiments?page=2") == "/experiments?page=2")
    }

    @Test(arguments: ["/", "/health", "/api/v1/experiments", "/nothing"])
    func `Every answer tells browsers what it may do`(_ path: String) async throws {
        try await WebFixture().serve { server in
            let text = try await RawConnection(port: server.port).request("GET", path).text.lowercased()
            for field in [
                "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';",
                "x-frame-options: deny", "x-content-type-options: nosniff", "referrer-policy: same-origin",
            ] { #expect(text.contains("\r\n" + field), "\(field)") }
            #expect(text.contains("frame-ancestors 'none'") && !text.contains("unsafe-"))
        }
    }

    @Test
    func `An address of more than 8192 bytes is refused`() async throws {
        try await WebFixture().serve { server in
            let connection = RawConnection(port: server.port)
            let start = "/api/v1/experiments?x="
            let room = RequestLimits.longestAddress - start.utf8.count
            for count in [room, room + 1] {
                let reply = try await connection.request("GET", start + String(repeating: "a", count: count))
                #expect(reply.status != 0 && (reply.status == 414) == (count > room), "\(count): \(reply.status)")
            }
        }
    }

    @Test
    func `An address that others can reach needs a token`() async throws {
        let services = try await WebFixture().services
        await #expect(throws: WebError.self) {
            try await LiveServer.run(services, WebConfiguration(host: "0.0.0.0", port: 0)) { _ in }
        }
    }
}
