import ForgeCore

extension RequestFailure {
    /// What an HTTP status other than 200 means.
    ///
    /// - Parameters:
    ///   - message: what the server says, already without the key.
    ///   - code: its `error.code` or `error.type`.
    static func status(
        _ status: Int, message: String, code: String?, retryAfter: Double? = nil, settings: RemoteSettings
    ) -> RequestFailure {
        var failure = meaning(of: status, message: message, code: code, retryAfter: retryAfter, settings: settings)
        failure.status = status
        return failure
    }

    private static func meaning(
        of status: Int, message: String, code: String?, retryAfter: Double?, settings: RemoteSettings
    ) -> RequestFailure {
        let said = "the server answered \(status)" + (message.isEmpty ? "" : ": \(message)")
        switch status {
        case 429 where code == "insufficient_quota":
            return RequestFailure(
                .misconfigured, "the account has no quota left", remedy: "Check its plan and billing, then resume.")
        case 429: return RequestFailure(.throttled, said, retryAfter: retryAfter)
        case 401, 403:
            // Servers quote keys in these messages.
            return RequestFailure(.misconfigured, "the server answered \(status)", remedy: keyAdvice(settings))
        case 404, 405: return notFound(said, message: message, code: code, settings: settings)
        case 300..<400:
            return RequestFailure(
                .misconfigured, "the server answered \(status) and sends elsewhere",
                remedy: "Set engine.base_url to the server's own address; redirects are not followed.")
        case 400, 413, 422:
            return isTooLong(message, code) ? RequestFailure(.tooLong, said) : refused(said, message)
        case 501: return RequestFailure(.misconfigured, said, remedy: "Check that the server serves completions.")
        case 408, 425, 500...: return RequestFailure(.serverError, said, retryAfter: retryAfter)
        default: return RequestFailure(.refused, said)
        }
    }

    private static func keyAdvice(_ settings: RemoteSettings) -> String {
        guard let variable = settings.keyVariable else {
            return "Put the server's key in an environment variable and name it in engine.api_key_env."
        }
        return "Check the key in \(variable) and what it is allowed to do."
    }

    private static func notFound(
        _ said: String, message: String, code: String?, settings: RemoteSettings
    ) -> RequestFailure {
        if code == "model_not_found" || message.lowercased().contains("model") {
            return RequestFailure(
                .misconfigured, said, remedy: "Name a model that it serves in engine.model (or model.name).")
        }
        return RequestFailure(
            .misconfigured, said,
            remedy: "Check the path in engine.base_url; it usually ends in /v1: \(settings.address).")
    }

    private static func refused(_ said: String, _ message: String) -> RequestFailure {
        let asksForTools = message.contains("tool") && (message.contains("enable-auto") || message.contains("support"))
        return RequestFailure(
            .refused, said,
            remedy: asksForTools
                ? "Start the server with tool calls (vllm: --enable-auto-tool-choice --tool-call-parser …; llama-server: "
                    + "--jinja), or set method.tool_calls to text."
                : nil)
    }

    static func isTooLong(_ message: String, _ code: String?) -> Bool {
        if ["context_length_exceeded", "exceed_context_size_error"].contains(code) { return true }
        let text = message.lowercased()
        return ["context length", "context size", "context window", "maximum model length", "max_model_len"]
            .contains { text.contains($0) }
    }
}
