import ForgeCore
import ForgeLab

/// The form that makes a vote study.
struct NewVoteForm: Sendable {
    let groups: [ComparePicker.Group]
    let hasGroups: Bool
    let failure: Notice?
    var name: FormField
    var pairs: FormField
    var repeats: FormField
    var seed: FormField
    let path = VoteLink.new
    let list = VoteLink.list

    init(_ values: FormValues, picker: ComparePicker) {
        groups = picker.groups
        hasGroups = picker.hasGroups
        failure = picker.notice
        name = FormField(
            "name", label: "Name", value: values["name"] ?? "",
            help: "Voters see it, so it should not tell what is compared. Empty: after the data set.")
        name.maximumLength = 120
        pairs = FormField(
            "pairs", label: "Pairs", value: values["pairs"] ?? "\(NewVoteStudy.standardPairs)",
            help: "1 to \(NewVoteStudy.mostPairs); fewer when fewer answers differ.")
        repeats = FormField(
            "repeats", label: "Repeated, %", value: values["repeats"] ?? "\(Int(NewVoteStudy.standardRepeats * 100))",
            help: "0 to \(Int(NewVoteStudy.mostRepeats * 100)): shown again with the sides changed.")
        seed = FormField(
            "seed", label: "Seed", value: values["seed"] ?? "", help: "Chooses questions, sides and order. Empty: any.")
    }

    /// What the form asks for.
    ///
    /// - Throws: invalid input that names the field which is no number.
    static func wish(_ values: FormValues) throws -> NewVoteStudy {
        NewVoteStudy(
            experiments: values.all("ids"), name: values["name"], pairs: try number("pairs", values),
            repeats: try number("repeats", values).map { Double($0) / 100 },
            seed: try number("seed", values).map { UInt64(clamping: $0) })
    }

    private static func number(_ name: String, _ values: FormValues) throws -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw LabError(
                .invalidInput, "votes.invalid", "`\(text.prefix(40))` is no whole number of 0 or more.",
                remedy: "Give \(name) as digits, such as 20.")
        }
        return number
    }
}
