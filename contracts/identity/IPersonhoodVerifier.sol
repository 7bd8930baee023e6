// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title One way to prove that an account belongs to a person or an institution.
/// @notice Schemes plug in behind this interface. Each attester of a scheme has a slot, a number from 0 to 63 that is
/// never given to another, so that a statement says in one word who made it.
interface IPersonhoodVerifier {
    /// @notice Fewest attesters that make a statement; never changes.
    function quorum() external view returns (uint256 k);
    /// @notice Slots of the attesters that may sign now; one bit a slot.
    function slots() external view returns (uint64 mask);

    /// @notice Checks evidence for one account and reverts when it does not hold.
    /// @return kind 1 for a person, 2 for an institution.
    /// @return tag Keyed uniqueness tag: the same human shows the same tag in one scheme.
    /// @return validUntil Unix time at which the statement ends.
    /// @return signers Slots of those who signed, one bit each.
    function check(
        address account,
        bytes calldata evidence
    ) external returns (uint8 kind, bytes32 tag, uint64 validUntil, uint64 signers);

    /// @notice Checks that the scheme says of two identities that they are one human, and reverts when it does not.
    /// @param first The identity that stays.
    /// @param second The identity that is its double.
    function checkDouble(uint256 first, uint256 second, bytes calldata evidence) external view;
}
