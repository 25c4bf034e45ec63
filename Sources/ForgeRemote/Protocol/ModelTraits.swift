import ForgeCore
private import Foundation

/// What a model's name says about the requests that it takes.
struct ModelTraits {
    /// OpenAI's reasoning models: they refuse temperature, top_p, seed and stop strings.
    let reasons: Bool

    init(_ settings: RemoteSettings) {
        let name = settings.model.lowercased()
        reasons =
            settings.kind == .openai && !settings.address.isLoopback
            && (name.wholeMatch(of: /o[1-9](-.*)?/) != nil || name.hasPrefix("gpt-5"))
    }

    var warning: String? {
        reasons
            ? "This model chooses its tokens at random whatever the config says: temperature, top_p, seed and stop strings "
                + "are not sent to it, and its answers cannot be repeated."
            : nil
    }
}
