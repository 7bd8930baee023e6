// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {RuleBook} from "./RuleBook.sol";

/// @title The arithmetic of two chambers.
/// @notice Pure functions of rules, totals and tallies. People are counted by voices. Groups are counted by heads where it
/// matters how many agree, and by weight, a few steps a head, where it matters which side is larger: so any quorum of heads
/// that agree passes while all others are silent, and no single group ever holds a quorum.
library Counting {
    uint256 internal constant WHOLE = 10_000;
    /// @dev Stands for exactly two thirds, wherever it is a share.
    uint256 internal constant TWO_THIRDS = 6_667;
    uint256 private constant LEAST_HEADS = 2;
    uint256 private constant HALF_UNIT = 5e17;
    uint8 private constant STRUCTURAL = 2;
    uint8 private constant CONSTITUTIONAL = 3;
    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;

    uint8 internal constant TOTALS_KNOWN = 1;
    uint8 internal constant PEOPLE_ACTIVE = 2;
    uint8 internal constant TECHNICAL_ACTIVE = 4;
    uint8 internal constant DEADLOCK = 8;
    uint8 internal constant OF_COURT = 16;
    uint8 internal constant FALLEN = 32;
    uint8 internal constant OF_OPENER = 64;

    /// @dev A tally is one word of nine lanes of 28 bits: people, weight of groups, heads of groups, each against, for,
    /// abstaining. No lane overflows: an identity is counted once, and no chamber has 2^28 votes.
    uint256 private constant LANE = 28;
    uint256 private constant LANE_MASK = (1 << LANE) - 1;
    uint256 internal constant PEOPLE = 0;
    uint256 internal constant WEIGHT = 3;
    uint256 internal constant HEADS = 6;

    /// @dev slot 0: [0..39] start, [40..71] duration, [72..103] proposer's identity, 0 for the court, [104..127] ruleset,
    /// [128..159] late extension, [160..167] flags; from the first vote on [168..199] people, [200..223] heads, [224..231]
    /// largest weight of a head.
    struct Frame {
        uint40 start;
        uint32 duration;
        uint32 proposer;
        uint24 ruleset;
        uint32 lateExtension;
        uint8 flags;
        uint32 people;
        uint24 heads;
        uint8 heaviest;
    }

    function has(Frame memory frame, uint8 flag) internal pure returns (bool) {
        return frame.flags & flag != 0;
    }

    function votesIn(uint256 tally, uint256 lane) internal pure returns (uint256) {
        return (tally >> (lane * LANE)) & LANE_MASK;
    }

    function add(uint256 tally, uint256 lane, uint256 votes) internal pure returns (uint256) {
        return tally + (votes << (lane * LANE));
    }

    /// @dev Class 0 asks no quorum. Without active contributors nothing else reaches one.
    function quorumReached(
        Frame memory frame,
        RuleBook.Ruleset memory rules,
        uint256 tally
    ) internal pure returns (bool) {
        return rules.class == 0 || (peopleReached(frame, rules, tally) && technicalReached(frame, rules, tally));
    }

    /// @dev Whether the votes agree, quorum aside.
    function agreed(Frame memory frame, RuleBook.Ruleset memory rules, uint256 tally) internal pure returns (bool) {
        if (rules.class == 0) return !_stopped(frame, rules, tally);
        return peopleAgreed(frame, rules, tally) && technicalAgreed(frame, rules, tally);
    }

    function peopleReached(
        Frame memory frame,
        RuleBook.Ruleset memory rules,
        uint256 tally
    ) internal pure returns (bool) {
        uint256 cast = votesIn(tally, PEOPLE + FOR) + votesIn(tally, PEOPLE + ABSTAIN);
        return has(frame, PEOPLE_ACTIVE) && cast >= peopleNeeded(frame, rules);
    }

    function peopleAgreed(
        Frame memory frame,
        RuleBook.Ruleset memory rules,
        uint256 tally
    ) internal pure returns (bool) {
        uint256 needed = rules.majority;
        if (!has(frame, TECHNICAL_ACTIVE)) needed = Math.max(needed, TWO_THIRDS);
        return _majority(votesIn(tally, PEOPLE + FOR), votesIn(tally, PEOPLE + AGAINST), needed);
    }

    /// @dev An inactive technical chamber is not asked. Heads that abstain do not help.
    function technicalReached(
        Frame memory frame,
        RuleBook.Ruleset memory rules,
        uint256 tally
    ) internal pure returns (bool) {
        return !has(frame, TECHNICAL_ACTIVE) || votesIn(tally, HEADS + FOR) >= headsNeeded(frame, rules);
    }

    /// @dev From class 2 on more heads agree than not, whatever they weigh; in class 3 each weighs one.
    function technicalAgreed(
        Frame memory frame,
        RuleBook.Ruleset memory rules,
        uint256 tally
    ) internal pure returns (bool) {
        if (!has(frame, TECHNICAL_ACTIVE)) return true;
        if (rules.class >= STRUCTURAL && votesIn(tally, HEADS + FOR) <= votesIn(tally, HEADS + AGAINST)) return false;
        uint256 by = rules.class == CONSTITUTIONAL ? HEADS : WEIGHT;
        return _majority(votesIn(tally, by + FOR), votesIn(tally, by + AGAINST), rules.majority);
    }

    /// @dev Contributors passed it and an active technical chamber did not, by votes or by silence.
    function technicalRefused(
        Frame memory frame,
        RuleBook.Ruleset memory rules,
        uint256 tally
    ) internal pure returns (bool) {
        return
            peopleReached(frame, rules, tally) &&
            peopleAgreed(frame, rules, tally) &&
            !(technicalReached(frame, rules, tally) && technicalAgreed(frame, rules, tally));
    }

    /// @dev The deadlock rule: two thirds of contributors at the given turnout, for proposals opened under it.
    function overruled(Frame memory frame, uint256 tally, uint256 turnout) internal pure returns (bool) {
        if (!has(frame, DEADLOCK) || !has(frame, PEOPLE_ACTIVE)) return false;
        uint256 cast =
            votesIn(tally, PEOPLE + FOR) + votesIn(tally, PEOPLE + AGAINST) + votesIn(tally, PEOPLE + ABSTAIN);
        return
            cast >= share(frame.people, turnout) &&
            _majority(votesIn(tally, PEOPLE + FOR), votesIn(tally, PEOPLE + AGAINST), TWO_THIRDS);
    }

    /// @dev Whether the votes for it stay below half a chamber's quorum; of class 0, whether it was stopped.
    function isWeak(
        Frame memory frame,
        RuleBook.Ruleset memory rules,
        uint256 tally,
        uint8 chamber
    ) internal pure returns (bool) {
        if (rules.class == 0) return _stopped(frame, rules, tally);
        if (chamber == 0) return 2 * votesIn(tally, PEOPLE + FOR) < peopleNeeded(frame, rules);
        return 2 * votesIn(tally, HEADS + FOR) < headsNeeded(frame, rules);
    }

    /// @dev Persons who must vote for or abstain.
    function peopleNeeded(Frame memory frame, RuleBook.Ruleset memory rules) internal pure returns (uint256) {
        return Math.max(rules.peopleLeast, share(frame.people, rules.peopleQuorum));
    }

    /// @dev Groups that must vote for; one alone never passes anything.
    function headsNeeded(Frame memory frame, RuleBook.Ruleset memory rules) internal pure returns (uint256) {
        return rules.class == 0 ? 0 : Math.max(LEAST_HEADS, share(frame.heads, rules.technicalHeads));
    }

    /// @dev A share of a total, rounded up.
    function share(uint256 total, uint256 basisPoints) internal pure returns (uint256) {
        if (basisPoints == TWO_THIRDS) return Math.ceilDiv(2 * total, 3);
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

    /// @dev In a routine matter heads, not weight, say no.
    function _stopped(Frame memory frame, RuleBook.Ruleset memory rules, uint256 tally) private pure returns (bool) {
        bool byPeople =
            has(frame, PEOPLE_ACTIVE) && votesIn(tally, PEOPLE + AGAINST) >= share(frame.people, rules.objection);
        bool byGroups =
            has(frame, TECHNICAL_ACTIVE) && votesIn(tally, HEADS + AGAINST) >= share(frame.heads, rules.objection);
        return byPeople || byGroups;
    }

    /// @dev Ties fail whatever the majority.
    function _majority(uint256 forVotes, uint256 against, uint256 basisPoints) private pure returns (bool) {
        if (forVotes <= against) return false;
        if (basisPoints == TWO_THIRDS) return 3 * forVotes >= 2 * (forVotes + against);
        return forVotes * WHOLE >= (forVotes + against) * basisPoints;
    }
}
