import ForgeCore
package import ForgeLab

/// Vote studies, a line each.
package struct VoteTable: Sendable {
    private let studies: [StudyOverview]

    package init(_ studies: [StudyOverview]) { self.studies = studies }

    package func rendered(for terminal: Terminal) -> String {
        var table = TextTable([
            .init("id"), .init("name", isFlexible: true), .init("data set"), .init("state"),
            .init("pairs + repeated", .right), .init("votes", isFlexible: true), .init("made"),
        ])
        for study in studies {
            let votes = study.voters.map { "\(VoteWording.name(of: $0.voter)) \($0.votes)" }
            table.add([
                .init(study.id), .init(study.name), .init("\(study.dataset) \(study.split)"),
                .init(study.isOpen ? "open" : "closed", study.isOpen ? .yellow : .green),
                .init("\(study.pairs) + \(study.repeats)"),
                .init(votes.isEmpty ? "nobody yet" : votes.joined(separator: ", ")),
                .init(NumberText.date(study.createdAt)),
            ])
        }
        return table.rendered(for: terminal)
    }
}
