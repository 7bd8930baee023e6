// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {BoundedSignatures} from "../deposits/BoundedSignatures.sol";
import {IAgenda} from "./IAgenda.sol";
import {Places} from "./Places.sol";

/// @title Drafts, and who stands behind them.
/// @notice An identity's few places name drafts by the lower 96 bits of their ids; the draft keeps the other 160, so that
/// two never pass for one. Whether a place is free is read off the draft.
library Drafts {
    bytes32 private constant DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant NAME = keccak256("Tilth Agenda");
    bytes32 private constant VERSION = keccak256("1");
    bytes32 private constant SPONSORSHIP = keccak256("Sponsorship(uint256 proposalId)");
    uint8 internal constant DRAFT = 1;
    uint8 internal constant COMPLETE = 2;
    uint8 internal constant PROPOSED = 3;
    uint8 internal constant ENDED = 4;
    /// @dev A place is 2^7 bits wide.
    uint256 private constant PLACE_SHIFT = 7;
    uint256 private constant END_BITS = 32;

    /// @dev slot 0: [0..159] upper bits of the proposal's id, [160..191] the end of what its stage is, [192..223] first
    /// sponsor, [224..231] persons, [232..239] operators, [240..247] stage, [248..255] quota.
    struct Draft {
        uint160 high;
        uint32 until;
        uint32 opener;
        uint8 people;
        uint8 operators;
        uint8 stage;
        uint8 quota;
    }

    /// @dev An identity's places are one word: [0..31] when the first is free at the latest, [32..127] its draft's key; then
    /// the same of the second.
    struct Book {
        mapping(uint96 key => Draft) drafts;
        mapping(uint256 identityId => uint256 places) behind;
        mapping(uint96 key => mapping(bytes32 group => bool)) groups;
    }

    /// @dev Sponsors on their way to a draft: what they change is in memory until all of it is known. `past` is a draft that
    /// was found to hold nobody any more.
    struct Batch {
        uint256 id;
        Draft draft;
        IAgenda.Settings asked;
        uint256[] joined;
        bytes32[] groups;
        uint256 count;
        bool known;
        uint96 past;
    }

    /// @dev Of each of these groups one person counts for the draft from now on.
    function keepGroups(Book storage book, Batch memory all) internal {
        for (uint256 i = 0; i < all.count; ++i) {
            if (all.groups[i] != 0) book.groups[uint96(all.id)][all.groups[i]] = true;
        }
    }

    /// @dev Whether a person of the group counts for the draft already.
    function isCounted(Book storage book, Batch memory all, bytes32 group) internal view returns (bool) {
        for (uint256 i = 0; i < all.count; ++i) if (all.groups[i] == group) return true;
        return all.known && book.groups[uint96(all.id)][group];
    }

    /// @dev A draft looks for sponsors, or waits to be proposed, through the last second of its window.
    function isOpen(Draft memory it) internal view returns (bool) {
        return (it.stage == DRAFT || it.stage == COMPLETE) && block.timestamp <= it.until;
    }

    function open(Draft memory it, uint256 proposalId, uint256 identityId, uint256 window) internal view {
        (it.high, it.opener, it.stage) = (uint160(proposalId >> 96), uint32(identityId), DRAFT);
        it.until = uint32(block.timestamp + window);
    }

    /// @dev Enough persons, or else enough operators, and it may be proposed: for a place of theirs.
    function complete(Draft memory it, IAgenda.Settings memory asked) internal pure {
        bool byPeople = it.people >= asked.peopleSponsors;
        if (it.stage != DRAFT || (!byPeople && it.operators < asked.operatorSponsors)) return;
        (it.stage, it.quota) = (COMPLETE, byPeople ? Places.PEOPLE : Places.OPERATORS);
    }

    function entryOf(Draft memory it, uint96 key, bool ofOperators) internal view returns (Places.Entry memory) {
        return Places.Entry(key, it.until, uint40(block.timestamp), ofOperators ? it.operators : it.people);
    }

    /// @dev What sponsors of a proposal sign for the agenda that asks.
    function digestOf(uint256 proposalId) internal view returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN, NAME, VERSION, block.chainid, address(this)));
        return MessageHashUtils.toTypedDataHash(domain, keccak256(abi.encode(SPONSORSHIP, proposalId)));
    }

    /// @dev Asks an account for its code only where its key did not sign: that alone costs 2,600 gas.
    function isSigned(address account, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address signer, , ) = ECDSA.tryRecoverCalldata(digest, signature);
        return (signer == account && signer != address(0)) || BoundedSignatures.isSignedBy(account, digest, signature);
    }

    function limitOf(uint8 quota, IAgenda.Settings memory asked) internal pure returns (uint256) {
        if (quota == Places.PEOPLE) return asked.peoplePlaces;
        return quota == Places.OPERATORS ? asked.operatorPlaces : 1;
    }

    /// @dev Places of which one is kept for a draft, `end` being when it is free at the latest.
    function withPlace(uint256 places, uint256 index, uint96 key, uint256 end) internal pure returns (uint256) {
        uint256 shift = index << PLACE_SHIFT;
        uint256 others = places & ~(uint256(type(uint128).max) << shift);
        return others | (((uint256(key) << END_BITS) | uint32(end)) << shift);
    }

    function placeAt(uint256 places, uint256 index) internal pure returns (uint96 key, uint256 end) {
        uint128 place = uint128(places >> (index << PLACE_SHIFT));
        return (uint96(place >> END_BITS), uint32(place));
    }

    function isBehind(uint256 places, uint96 key) internal pure returns (bool) {
        (uint96 first, uint256 firstEnd) = placeAt(places, 0);
        (uint96 second, uint256 secondEnd) = placeAt(places, 1);
        return (first == key && firstEnd != 0) || (second == key && secondEnd != 0);
    }

    function idOf(Draft memory it, uint96 key) internal pure returns (uint256) {
        return (uint256(it.high) << 96) | key;
    }
}
