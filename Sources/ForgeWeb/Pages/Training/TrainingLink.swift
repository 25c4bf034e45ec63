import ForgeTraining
import ForgeTuning

/// Addresses of the pages of trainings and pairs.
enum TrainingLink {
    static let list = "/trainings"
    static let pairs = "/pairs"
    /// Outside of the list's path, where a training might have that name.
    static let new = "/new/training"
    static let api = "/api/v1/trainings"

    static func training(_ name: String) -> String { "\(list)/\(PageLink.encoded(name))" }

    static func tab(_ tab: TrainingTab, of name: String, _ parameters: [(String, String?)] = []) -> String {
        PageLink.to(training(name), [("tab", tab == .overview ? nil : tab.rawValue)] + parameters)
    }

    static func chart(_ curve: TrainingCharts.Curve, of name: String) -> String {
        "\(api)/\(PageLink.encoded(name))/charts/\(curve.rawValue)"
    }

    static func file(_ file: TrainingFile, of name: String) -> String {
        "\(api)/\(PageLink.encoded(name))/files/\(file.rawValue)"
    }

    static func pairFile(_ name: String, page: Int? = nil) -> String {
        PageLink.to("\(pairs)/\(PageLink.encoded(name))", [("page", page.flatMap { $0 > 1 ? "\($0)" : nil })])
    }
}

/// The parts of a training's page.
enum TrainingTab: String, Sendable, CaseIterable {
    case overview, pairs, about

    var title: String {
        switch self {
        case .overview: "Overview"
        case .pairs: "Pairs"
        case .about: "Config"
        }
    }

    var more: String? { self == .about ? " & files" : nil }

    static func links(of name: String, current: TrainingTab) -> [TabLink] {
        allCases.map {
            TabLink(name: $0.title, more: $0.more, path: TrainingLink.tab($0, of: name), isCurrent: $0 == current)
        }
    }
}
