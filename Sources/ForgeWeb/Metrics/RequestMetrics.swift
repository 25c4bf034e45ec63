import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird
import Synchronization

/// Counts requests by the route that answered them, never by their address: addresses are without number.
final class RequestMetrics: Sendable {
    struct Route: Hashable {
        var method: String
        /// With parameters in braces; `none` where there is no route.
        var path: String
    }

    struct Series: Sendable {
        var statuses: [Int: Int] = [:]
        var times = Histogram()
    }

    private let state = Mutex<(routes: [Route: Series], failures: [String: Int], open: Int)>(([:], [:], 0))

    var routes: [Route: Series] { state.withLock { $0.routes } }
    /// Of errors that requests ended with, by kind.
    var failures: [String: Int] { state.withLock { $0.failures } }
    var open: Int { state.withLock { $0.open } }

    func began() { state.withLock { $0.open += 1 } }

    func ended(_ route: Route, status: Int?, seconds: Double, failure: String?) {
        state.withLock { state in
            state.open -= 1
            if let failure { state.failures[failure, default: 0] += 1 }
            // 499 as proxies say it: nobody was there any more to be answered.
            state.routes[route, default: Series()].statuses[status ?? 499, default: 0] += 1
            state.routes[route, default: Series()].times.add(seconds)
        }
    }
}

/// Measures every request up to the head of its answer; streams go on after that.
struct MetricsMiddleware: RouterMiddleware {
    typealias Context = WebContext

    let metrics: RequestMetrics

    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]

    func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        metrics.began()
        var status: Int?
        defer {
            metrics.ended(
                Self.route(request, context), status: status, seconds: (ContinuousClock.now - start).seconds,
                failure: context.note.failure)
        }
        let response = try await next(request, context)
        status = response.status.code
        return response
    }

    private static func route(_ request: Request, _ context: WebContext) -> RequestMetrics.Route {
        RequestMetrics.Route(
            method: methods.contains(request.method) ? request.method.rawValue : "other",
            path: context.endpointPath.map { $0 == "NotFound" ? "none" : $0 } ?? "none")
    }
}
