import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import ForgeWeb

@Suite("Server")
struct ServerTests {
    @Test
    func `A created experiment is in the list at once`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let body = try JSONEncoder().encode(["config": WebFixture.config])
            let made = try await client.execute(
                uri: "/api/v1/experiments", method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(bytes: body))
            #expect(made.status == .created, "\(String(buffer: made.body))")
            let page = try await client.execute(uri: "/experiments", method: .get)
            #expect(String(buffer: page.body).contains("capitals"))
        }
    }
}
