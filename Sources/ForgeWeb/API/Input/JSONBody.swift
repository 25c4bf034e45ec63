import ForgeCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads a request's JSON body: bounded, checked against its schema, then decoded.
enum JSONBody {
    /// - Throws: problems 400 (not JSON), 413 (too large), 415 (of another type), 422 (not as the schema asks).
    static func read<Value: Decodable>(
        _ request: inout Request, schema: JSONValue, isRequired: Bool, limit: Int
    ) async throws -> Value {
        let buffer = try await collect(&request, limit: limit)
        if buffer.readableBytes == 0, !isRequired { return try JSON.decode(from: "{}") }
        try checkType(request)
        let data = Data(buffer.readableBytesView)
        let findings = SchemaCheck.findings(in: try value(data), against: schema)
        if !findings.isEmpty { throw Problem.invalid(findings) }
        do {
            return try JSON.decode(from: data)
        } catch let error as DecodingError {
            throw Problem.invalid([error.finding])
        }
    }

    private static func collect(_ request: inout Request, limit: Int) async throws -> ByteBuffer {
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if let announced, announced > limit { throw tooLarge(limit) }
        do {
            return try await request.collectBody(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw tooLarge(limit)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw tooLarge(limit)
        }
    }

    private static func tooLarge(_ limit: Int) -> Problem {
        Problem(
            status: .contentTooLarge, code: "request.too-large", title: "The body is larger than \(limit) bytes.",
            remedy: "Send less at once.")
    }

    private static func checkType(_ request: Request) throws {
        let type = request.headers[.contentType] ?? ""
        let name = type.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard name == "application/json" else {
            throw Problem(
                status: .unsupportedMediaType, code: "request.media-type", title: "The body must be JSON.",
                detail: type.isEmpty ? "The request does not say what it is." : "It is \(SchemaText.cut(type)).",
                remedy: "Send it with the header `Content-Type: application/json`.")
        }
    }

    private static func value(_ data: Data) throws -> JSONValue {
        guard let text = String(validating: data, as: UTF8.self) else {
            throw malformed("The body is not UTF-8 text.", nil)
        }
        do {
            return try JSONValue(parsing: text)
        } catch let error as JSONSyntaxError {
            let before = data.prefix(error.offset)
            let line = 1 + before.count { $0 == 0x0A }
            let column = 1 + before.reversed().prefix { $0 != 0x0A }.count
            throw malformed(
                "The body is not JSON.",
                Problem.Finding(field: "", message: "is not JSON from here on.", line: line, column: column))
        }
    }

    private static func malformed(_ title: String, _ finding: Problem.Finding?) -> Problem {
        Problem(
            status: .badRequest, code: "request.not-json", title: title,
            remedy: "Send one JSON object, encoded as UTF-8.", errors: finding.map { [$0] })
    }
}

extension DecodingError {
    /// What the schema could not tell.
    fileprivate var finding: Problem.Finding {
        let (context, message) =
            switch self {
            case .typeMismatch(_, let context): (context, "is of the wrong type.")
            case .valueNotFound(_, let context): (context, "must not be null.")
            case .keyNotFound(let key, let context): (context, "misses `\(key.stringValue)`.")
            case .dataCorrupted(let context): (context, "cannot be read.")
            @unknown default: (Context(codingPath: [], debugDescription: ""), "cannot be read.")
            }
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return Problem.Finding(field: path, message: message)
    }
}
