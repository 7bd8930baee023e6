// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title One way to prove that an account belongs to a person or an institution.
/// @notice Schemes plug in behind this interface. The registry allows each scheme by name of its address.
interface IPersonhoodVerifier {
    /// @notice Name of the scheme, for readers.
    /// @return name A constant that names the scheme and its version.
    function scheme() external view returns (bytes32 name);

    /// @notice Checks evidence for one account and reverts when it does not hold.
    /// @param account The account that asks to be enrolled.
    /// @param evidence Bytes in the form the scheme defines.
    /// @return kind 1 for a person, 2 for an institution.
    /// @return tag Keyed uniqueness tag: the same human shows the same tag in one scheme.
    /// @return validUntil Unix time at which the statement ends.
    function check(
        address account,
        bytes calldata evidence
    ) external returns (uint8 kind, bytes32 tag, uint64 validUntil);
}
