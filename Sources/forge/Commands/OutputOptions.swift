import ArgumentParser
import ForgeCore

/// `--json`, on every command that prints data.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON instead of text.")
    var json = false

    func print(json value: some Encodable) throws {
        Swift.print(try JSON.text(value, pretty: true))
    }
}
