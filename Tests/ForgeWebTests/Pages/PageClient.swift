import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

@testable import ForgeWeb

/// What tests of pages do with a server.
extension TestClientProtocol {
    func page(_ path: String) async throws -> (status: HTTPResponse.Status, html: String) {
        let response = try await execute(uri: path, method: .get)
        return (response.status, String(buffer: response.body))
    }

    /// Posts a form; a redirect is not followed.
    func post(
        _ path: String, _ fields: [(String, String)]
    ) async throws -> (status: HTTPResponse.Status, html: String, location: String?) {
        let body = fields.map { "\(PageLink.encoded($0.0))=\(PageLink.encoded($0.1))" }.joined(separator: "&")
        let response = try await execute(
            uri: path, method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: body))
        return (response.status, String(buffer: response.body), response.headers[.location])
    }
}
