import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// An error as RFC 9457 describes it, with the remedy and, for a config, every finding.
struct Problem: Error, Encodable, Hashable {
    /// One thing that is wrong with the input.
    struct Finding: Encodable, Hashable {
        /// Key path in the config or name of the parameter (`generation.temperature`).
        var field: String
        var message: String
        var line: Int?
        var column: Int?
        var remedy: String?
    }

    /// A relative reference: `/problems/` and the stable code (`/problems/config.invalid`).
    var type: String
    var title: String
    var status: Int
    var detail: String?
    var remedy: String?
    var errors: [Finding]?
    /// Of the response (`Allow`, `Retry-After`); not part of the document.
    var headers: HTTPFields

    private enum CodingKeys: String, CodingKey { case type, title, status, detail, remedy, errors }

    init(
        status: HTTPResponse.Status, code: String, title: String, detail: String? = nil, remedy: String? = nil,
        errors: [Finding]? = nil, headers: HTTPFields = [:]
    ) {
        type = "/problems/\(code)"
        self.title = title
        self.status = status.code
        self.detail = detail
        self.remedy = remedy
        self.errors = errors
        self.headers = headers
    }

    /// A query or body that is not as the operation asks.
    static func invalid(_ findings: [Finding]) -> Problem {
        let first = findings.first.map { "\($0.field.isEmpty ? "The body" : "`\($0.field)`") \($0.message)" }
        return Problem(
            status: .unprocessableContent, code: "request.invalid", title: "The request is not as it should be.",
            detail: first, remedy: findings.first?.remedy ?? "/openapi.json describes what is expected.",
            errors: findings)
    }

    init(_ error: any ForgeError) {
        self.init(
            status: Self.status(of: error.kind), code: error.code, title: error.message, detail: error.cause,
            remedy: error.remedy)
        guard let findings = (error as? LabError)?.findings, !findings.isEmpty else { return }
        title = "The config has \(findings.count == 1 ? "1 error" : "\(findings.count) errors")."
        // The findings say it without the terminal's excerpts.
        detail = nil
        remedy = "Correct the fields that are named."
        errors = findings.map(Finding.init)
    }

    /// The one place that kinds of errors become statuses.
    static func status(of kind: ErrorKind) -> HTTPResponse.Status {
        switch kind {
        case .invalidInput: .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        case .permissionDenied: .forbidden
        // Disk, memory or time of the server: what the client sent is checked before.
        case .resourceExhausted: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .unavailable, .cancelled: .serviceUnavailable
        case .internalFailure: .internalServerError
        }
    }

    func response() throws -> Response {
        try Response.json(self, status: .init(code: status), type: "application/problem+json")
    }
}

extension Response {
    /// - Parameter type: the media type.
    static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json"
    ) throws -> Response {
        let data = try JSON.data(value)
        return Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}
