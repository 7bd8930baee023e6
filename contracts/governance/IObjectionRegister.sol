// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Who objects to what was decided.
/// @notice Each active person may object once to a proposal that passed and is not executed. From `low` of all persons on
/// the execution waits longer, linearly, up to `high`; at `high` the calls need a second vote. Nothing is staked, and
/// nobody can stop a decision for good: a later vote with the same calls is the second reading.
interface IObjectionRegister {
    /// @notice Settings at birth. Shares are basis points of all voices at the proposal's snapshot.
    /// @param low Share from which the execution waits longer.
    /// @param high Share from which it waits longest and needs a second reading.
    /// @param minExtension Seconds added at `low`.
    /// @param maxExtension Seconds added at `high`.
    struct Settings {
        uint16 low;
        uint16 high;
        uint32 minExtension;
        uint32 maxExtension;
    }

    /// @notice A person objected.
    /// @param proposalId The proposal.
    /// @param identityId The person.
    /// @param objections All objections now.
    event Objected(uint256 indexed proposalId, uint256 indexed identityId, uint256 objections);

    /// @notice The shares or the extensions do not rise.
    error ObjectionSettingsInvalid();
    /// @notice The account acts for no active person.
    error ObjectorInvalid(address account, uint256 identityId);
    /// @notice Only what passed and is not executed can be objected to.
    error ObjectionClosed(uint256 proposalId, uint8 state);
    /// @notice The person objected already.
    error AlreadyObjected(uint256 proposalId, uint256 identityId);

    /// @notice Objects to a proposal that passed.
    /// @param proposalId The proposal.
    function object(uint256 proposalId) external;

    /// @notice Objections to a proposal.
    /// @param proposalId The proposal.
    /// @return objections Their number.
    function objectionsOf(uint256 proposalId) external view returns (uint256 objections);

    /// @notice Tells whether an identity objected.
    /// @param proposalId The proposal.
    /// @param identityId The identity.
    /// @return objected True when it did.
    function hasObjected(uint256 proposalId, uint256 identityId) external view returns (bool objected);

    /// @notice What the objections to a proposal bring about.
    /// @param proposalId The proposal.
    /// @return extension Seconds that its execution waits longer.
    /// @return secondReading True when the calls need a second vote.
    function effectOf(uint256 proposalId) external view returns (uint256 extension, bool secondReading);

    /// @notice Settings at birth.
    /// @return all Shares and extensions.
    function settings() external view returns (Settings memory all);

    /// @notice The governor whose proposals are objected to.
    /// @return source Its address.
    function governor() external view returns (address source);
}
