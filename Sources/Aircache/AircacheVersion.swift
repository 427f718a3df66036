/// The version of this program.
package enum AircacheVersion {
    package static let current = "0.1.0"
}
