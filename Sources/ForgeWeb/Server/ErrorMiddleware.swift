import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1

/// Turns what handlers throw into answers: problem documents for the API, pages for people.
struct ErrorMiddleware: RouterMiddleware {
    let renderer: PageRenderer

    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let isForPrograms = TokenCheck.isForPrograms(request.uri.path)
            context.note.failure = Self.kind(error)
            let problem = Self.problem(error, isForPrograms: isForPrograms)
            if problem.status >= 500 { context.logger.error("\(request.method) \(request.uri.path): \(error)") }
            var response =
                try isForPrograms ? problem.response() : page(problem, request.uri.path, for: context.note.identity)
            response.headers[.cacheControl] = "no-store"
            for field in problem.headers { response.headers[field.name] = field.value }
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    /// With the frame of who looks, whom only what stands further in knows otherwise.
    private func page(_ problem: Problem, _ path: String, for identity: Identity?) throws -> Response {
        try Identity.$current.withValue(identity) { try renderer.errorPage(problem, path: path) }
    }

    /// For counting: one of few.
    private static func kind(_ error: any Error) -> String {
        switch error {
        case let problem as Problem: problem.status < 500 ? "refused" : "internalFailure"
        case is HTTPParserError: "refused"
        case let error as any HTTPResponseError: error.status.code < 500 ? "refused" : "internalFailure"
        default: RunCounts.kind(of: error)
        }
    }

    private static func problem(_ error: any Error, isForPrograms: Bool) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as any ForgeError: Problem(error)
        case let error as HTTPError where error.status == .notFound:
            Problem(
                status: .notFound, code: "http.not-found", title: "There is nothing here.",
                remedy: isForPrograms ? "/openapi.json lists the addresses of the API." : nil)
        case let error as any HTTPResponseError:
            Problem(
                status: error.status, code: "http.\(error.status.code)",
                title: (error as? HTTPError)?.body ?? error.status.reasonPhrase)
        // Found while the body was read: its head was whole, its chunks are not.
        case is HTTPParserError:
            Problem(
                status: .badRequest, code: "http.malformed", title: "The request's body is not HTTP as it should be.")
        case is CancellationError:
            Problem(status: .serviceUnavailable, code: "http.cancelled", title: "The server is shutting down.")
        default:
            Problem(
                status: .internalServerError, code: "http.internal", title: "The server failed.",
                remedy: "This is a defect of LLM Forge: please report it with the server's log.")
        }
    }
}
