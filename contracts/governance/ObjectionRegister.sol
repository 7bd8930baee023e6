// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {ICountingBicameral} from "./ICountingBicameral.sol";
import {IObjectionRegister} from "./IObjectionRegister.sol";

/// @title ObjectionRegister
/// @notice One objection per person and proposal; the governor that created it reads the effect.
contract ObjectionRegister is IObjectionRegister {
    uint256 private constant WHOLE = 10_000;
    uint8 private constant PERSON = 1;
    uint8 private constant CONTRIBUTORS = 0;

    /// @dev One slot. The total is that of the snapshot, which never changes.
    struct Standing {
        uint128 objections;
        uint128 people;
    }

    address private immutable _GOVERNOR;
    IIdentityRegistry private immutable _IDENTITIES;
    uint16 private immutable _LOW;
    uint16 private immutable _HIGH;
    uint32 private immutable _MIN_EXTENSION;
    uint32 private immutable _MAX_EXTENSION;
    mapping(uint256 proposalId => Standing) private _standings;
    mapping(uint256 proposalId => mapping(uint256 word => uint256 bits)) private _objected;

    constructor(IIdentityRegistry identities, Settings memory all) {
        bool sharesRise = all.low != 0 && all.low < all.high && all.high <= WHOLE;
        if (!sharesRise || all.minExtension > all.maxExtension) revert ObjectionSettingsInvalid();
        _GOVERNOR = msg.sender;
        _IDENTITIES = identities;
        _LOW = all.low;
        _HIGH = all.high;
        _MIN_EXTENSION = all.minExtension;
        _MAX_EXTENSION = all.maxExtension;
    }

    /// @inheritdoc IObjectionRegister
    function object(uint256 proposalId) external {
        (uint256 identityId, bool active) = _IDENTITIES.standing(msg.sender);
        if (!active || _IDENTITIES.kindOf(identityId) != PERSON) revert ObjectorInvalid(msg.sender, identityId);
        IGovernor.ProposalState current = IGovernor(_GOVERNOR).state(proposalId);
        if (current != IGovernor.ProposalState.Succeeded && current != IGovernor.ProposalState.Queued) {
            revert ObjectionClosed(proposalId, uint8(current));
        }
        if (hasObjected(proposalId, identityId)) revert AlreadyObjected(proposalId, identityId);
        _objected[proposalId][identityId >> 8] |= 1 << (identityId & 0xff);

        Standing memory standing = _standings[proposalId];
        if (standing.objections == 0) {
            standing.people = uint128(ICountingBicameral(_GOVERNOR).chamberTotal(proposalId, CONTRIBUTORS));
        }
        ++standing.objections;
        _standings[proposalId] = standing;
        emit Objected(proposalId, identityId, standing.objections);
    }

    /// @inheritdoc IObjectionRegister
    function objectionsOf(uint256 proposalId) external view returns (uint256) {
        return _standings[proposalId].objections;
    }

    /// @inheritdoc IObjectionRegister
    function effectOf(uint256 proposalId) external view returns (uint256 extension, bool secondReading) {
        Standing memory standing = _standings[proposalId];
        if (standing.objections == 0) return (0, false);
        uint256 share = standing.people == 0 ? WHOLE : (standing.objections * WHOLE) / standing.people;
        if (share >= _HIGH) return (_MAX_EXTENSION, true);
        if (share < _LOW) return (0, false);
        uint256 range = _MAX_EXTENSION - _MIN_EXTENSION;
        return (_MIN_EXTENSION + (range * (share - _LOW)) / (_HIGH - _LOW), false);
    }

    /// @inheritdoc IObjectionRegister
    function settings() external view returns (Settings memory) {
        return Settings(_LOW, _HIGH, _MIN_EXTENSION, _MAX_EXTENSION);
    }

    /// @inheritdoc IObjectionRegister
    function governor() external view returns (address) {
        return _GOVERNOR;
    }

    /// @inheritdoc IObjectionRegister
    function hasObjected(uint256 proposalId, uint256 identityId) public view returns (bool) {
        return (_objected[proposalId][identityId >> 8] >> (identityId & 0xff)) & 1 != 0;
    }
}
