// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IRuleBook} from "./IRuleBook.sol";

/// @title The arithmetic of two chambers.
/// @notice Pure functions of frozen rules and tallies.
library Counting {
    uint256 internal constant WHOLE = 10_000;
    uint256 internal constant TWO_THIRDS = 6_667;
    uint256 private constant HALF_UNIT = 5e17;
    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;

    uint8 internal constant TOTALS_KNOWN = 1;
    uint8 internal constant PEOPLE_ACTIVE = 2;
    uint8 internal constant TECHNICAL_ACTIVE = 4;
    uint8 internal constant DEADLOCK = 8;

    /// @dev One slot.
    struct Tally {
        uint80 against;
        uint80 forVotes;
        uint80 abstain;
    }

    /// @dev One slot: rules from creation, totals from the first vote on.
    struct Frozen {
        uint8 class;
        uint16 peopleQuorum;
        uint16 technicalQuorum;
        uint16 majority;
        uint16 objection;
        uint32 delay;
        uint32 lateExtension;
        uint8 flags;
        uint32 people;
        uint80 technical;
    }

    /// @dev Copies the rules that hold now; keeps the late extension, which the draft brought.
    function freeze(Frozen memory frozen, IRuleBook.Ruleset memory rules) internal pure {
        frozen.class = rules.class;
        frozen.peopleQuorum = rules.peopleQuorum;
        frozen.technicalQuorum = rules.technicalQuorum;
        frozen.majority = rules.majority;
        frozen.objection = rules.objection;
        frozen.delay = rules.delay;
    }

    function has(Frozen memory frozen, uint8 flag) internal pure returns (bool) {
        return frozen.flags & flag != 0;
    }

    function add(Tally memory tally, uint8 support, uint256 weight) internal pure {
        uint80 votes = SafeCast.toUint80(weight);
        if (support == AGAINST) tally.against += votes;
        else if (support == FOR) tally.forVotes += votes;
        else tally.abstain += votes;
    }

    /// @dev Class 0 asks no quorum. Without active contributors nothing else reaches one.
    function quorumReached(
        Frozen memory frozen,
        Tally memory people,
        Tally memory technical
    ) internal pure returns (bool) {
        if (frozen.class == 0) return true;
        return peopleQuorumReached(frozen, people) && _technicalQuorumReached(frozen, technical);
    }

    /// @dev Whether the votes agree, quorum aside.
    function agreed(Frozen memory frozen, Tally memory people, Tally memory technical) internal pure returns (bool) {
        if (frozen.class == 0) return !_stopped(frozen, people, technical);
        return peopleAgreed(frozen, people) && technicalAgreed(frozen, technical);
    }

    function peopleQuorumReached(Frozen memory frozen, Tally memory people) internal pure returns (bool) {
        return has(frozen, PEOPLE_ACTIVE) && _reached(people, frozen.people, frozen.peopleQuorum);
    }

    function peopleAgreed(Frozen memory frozen, Tally memory people) internal pure returns (bool) {
        uint256 needed = frozen.majority;
        return _majority(people, has(frozen, TECHNICAL_ACTIVE) ? needed : Math.max(needed, TWO_THIRDS));
    }

    /// @dev An inactive technical chamber is not asked.
    function technicalAgreed(Frozen memory frozen, Tally memory technical) internal pure returns (bool) {
        return !has(frozen, TECHNICAL_ACTIVE) || _majority(technical, frozen.majority);
    }

    /// @dev Contributors passed it and an active technical chamber did not, by votes or by silence.
    function technicalRefused(
        Frozen memory frozen,
        Tally memory people,
        Tally memory technical
    ) internal pure returns (bool) {
        bool peoplePassed = peopleQuorumReached(frozen, people) && peopleAgreed(frozen, people);
        bool technicalPassed = _technicalQuorumReached(frozen, technical) && technicalAgreed(frozen, technical);
        return peoplePassed && !technicalPassed;
    }

    /// @dev The deadlock rule: two thirds of contributors at the given turnout, for proposals opened under it.
    function overruled(Frozen memory frozen, Tally memory people, uint256 turnout) internal pure returns (bool) {
        if (!has(frozen, DEADLOCK) || !has(frozen, PEOPLE_ACTIVE)) return false;
        uint256 cast = uint256(people.forVotes) + people.against + people.abstain;
        return cast >= share(frozen.people, turnout) && _majority(people, TWO_THIRDS);
    }

    /// @dev A share of a total, rounded up.
    function share(uint256 total, uint256 basisPoints) internal pure returns (uint256) {
        return Math.ceilDiv(total * basisPoints, WHOLE);
    }

    /// @dev Votes of both chambers in one figure in which each chamber makes up one half.
    function joint(
        uint256 people,
        uint256 allPeople,
        uint256 technical,
        uint256 allTechnical
    ) internal pure returns (uint256 weight) {
        if (people != 0) weight = (people * HALF_UNIT) / allPeople;
        if (technical != 0) weight += (technical * HALF_UNIT) / allTechnical;
    }

    function _technicalQuorumReached(Frozen memory frozen, Tally memory technical) private pure returns (bool) {
        return !has(frozen, TECHNICAL_ACTIVE) || _reached(technical, frozen.technical, frozen.technicalQuorum);
    }

    function _stopped(Frozen memory frozen, Tally memory people, Tally memory technical) private pure returns (bool) {
        bool byPeople = has(frozen, PEOPLE_ACTIVE) && people.against >= share(frozen.people, frozen.objection);
        bool byTechnical =
            has(frozen, TECHNICAL_ACTIVE) && technical.against >= share(frozen.technical, frozen.objection);
        return byPeople || byTechnical;
    }

    function _reached(Tally memory tally, uint256 total, uint256 basisPoints) private pure returns (bool) {
        return uint256(tally.forVotes) + tally.abstain >= share(total, basisPoints);
    }

    /// @dev Ties fail whatever the majority.
    function _majority(Tally memory tally, uint256 basisPoints) private pure returns (bool) {
        uint256 decided = uint256(tally.forVotes) + tally.against;
        return tally.forVotes > tally.against && tally.forVotes * WHOLE >= decided * basisPoints;
    }
}
