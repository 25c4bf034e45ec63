import HTTPTypes
import Hummingbird

/// Refuses requests that are larger than anything the server asks for, before anything of them is used.
struct RequestLimits: RouterMiddleware {
    typealias Context = WebContext

    /// Bytes of path and query.
    static let longestAddress = 8192
    /// Bytes. Bodies without a length are counted where they are read.
    static let largestBody = 1 << 20

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if let problem = Self.problem(address: request.uri.string, contentLength: request.headers[.contentLength]) {
            throw problem
        }
        return try await next(request, context)
    }

    static func problem(address: String, contentLength: String?) -> Problem? {
        if address.utf8.count > longestAddress {
            return Problem(
                status: .uriTooLong, code: "http.address-too-long",
                title: "The address has more than \(longestAddress) bytes.", remedy: "Filter by fewer values.")
        }
        if address.contains("%00") || address.utf8.contains(0) {
            // The status that every operation documents for parameters that are not as it asks.
            return Problem(
                status: .unprocessableContent, code: "http.nul", title: "An address cannot hold a NUL byte.")
        }
        guard let contentLength else { return nil }
        guard let length = Int(contentLength), length >= 0 else {
            return Problem(status: .badRequest, code: "http.length", title: "Content-Length is not a number.")
        }
        guard length > largestBody else { return nil }
        return Problem(
            status: .contentTooLarge, code: "http.too-large", title: "The body has more than \(largestBody) bytes.",
            remedy: "Put large data into a data set of the catalogue.")
    }
}
