// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {CommonsAuthority} from "../../../contracts/governance/CommonsAuthority.sol";
import {CommonsGovernor} from "../../../contracts/governance/CommonsGovernor.sol";
import {CommonsTimelock} from "../../../contracts/governance/CommonsTimelock.sol";
import {Constitution} from "../../../contracts/governance/Constitution.sol";
import {Guardian} from "../../../contracts/governance/Guardian.sol";
import {IAgenda} from "../../../contracts/governance/IAgenda.sol";
import {AuditLog} from "../../../contracts/audit/AuditLog.sol";
import {DecisionRegister} from "../../../contracts/governance/DecisionRegister.sol";
import {RuleBook} from "../../../contracts/governance/RuleBook.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {FixedIdentities} from "./FixedIdentities.sol";
import {SetVotes} from "./SetVotes.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice A governor over doubles of the chambers: persons have identities 1 to 20, operators 101 to 105. Half of a
/// person's or an operator's id is unused by the other chamber, so that each test sets who is in both.
abstract contract GovernanceSetup is TestBase {
    struct Proposal {
        address[] targets;
        uint256[] values;
        bytes[] calls;
        string description;
    }

    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;
    address internal constant COURT = address(0xc0047);
    uint256 internal constant PEOPLE = 20;
    uint256 internal constant OPERATORS = 5;
    uint256 internal constant WEIGHT = 2;

    uint256 internal constant DELAY = 100;
    uint256 internal constant PERIOD = 1_000;
    uint256 internal constant EXTENSION = 100;
    uint256 internal constant DRAFT = 500;
    uint256 internal constant READING_GAP = 6_000;
    uint256 internal constant DEADLOCK_GAP = 3_000;
    uint256 internal constant PAUSE = 2_100;
    uint256 internal constant MIN_EXTENSION = 700;
    uint256 internal constant MAX_EXTENSION = 4_500;
    uint256 internal constant ORDINARY_DELAY = 300;
    uint256 internal constant WINDOW = 10_000;
    uint256 internal constant FALLEN_DELAY = 7_000;
    uint256 internal constant GUARDIAN_DELAY = 400;
    uint256 internal constant TERM = 1_000_000;

    SetVotes internal _people;
    SetVotes internal _technical;
    FixedIdentities internal _identities;
    CommonsTimelock internal _timelock;
    Constitution internal _constitution;
    RuleBook internal _book;
    CommonsGovernor internal _governor;
    IAgenda internal _agenda;
    DecisionRegister internal _decisions;
    CommonsAuthority internal _authority;
    Guardian internal _guardian;
    Switchboard internal _board;

    function _build() internal {
        vm.warp(1_000_000);
        _people = new SetVotes();
        _technical = new SetVotes();
        _identities = new FixedIdentities(address(_people));
        _timelock = new CommonsTimelock(50, address(this));
        _board = new Switchboard(address(_timelock));
        _constitution = new Constitution(_limits());
        _authority = new CommonsAuthority(address(_timelock));
        _authority.bind(new CommonsAuthority.Right[](0), COURT);
        _book = new RuleBook(address(this), _constitution, _rules());
        _book.bind(_classifications());
        _guardian = new Guardian(
            address(this),
            _guardians(),
            2,
            Guardian.Settings(uint48(TERM), uint48(GUARDIAN_DELAY)),
            AuditLog(address(this))
        );
        _use(_deploy(_settings()));
        _timelock.grantRole(_timelock.PROPOSER_ROLE(), address(_governor));
        _timelock.grantRole(_timelock.EXECUTOR_ROLE(), address(_governor));
        _timelock.grantRole(_timelock.CANCELLER_ROLE(), address(_governor));
        _timelock.renounceRole(_timelock.DEFAULT_ADMIN_ROLE(), address(this));
        for (uint256 i = 1; i <= PEOPLE; ++i) {
            _identities.set(i, _account(i), 1);
            _people.set(i, 1);
        }
        for (uint256 i = 101; i <= 100 + OPERATORS; ++i) {
            _identities.set(i, _account(i), 2);
            _identities.setGroup(i, bytes32(i));
            _technical.set(i, WEIGHT);
        }
        _technical.setHeaviest(WEIGHT);
        vm.warp(block.timestamp + 1);
    }

    /// @dev The audit log, when this contract plays it.
    function record(bytes32, bytes32, uint256, string calldata) external virtual {}

    /// @dev What the authority answers when this contract plays it: everybody may.
    function canCall(address, address, bytes4) external view virtual returns (bool, uint32) {
        return (true, 0);
    }

    function _deploy(CommonsGovernor.Settings memory settings) internal returns (CommonsGovernor) {
        return
            new CommonsGovernor(
                _registry(),
                IOperatorRegistry(address(_identities)),
                IWorkLedger(address(_technical)),
                _book,
                _constitution,
                _timelock,
                _guardian,
                _authority,
                settings
            );
    }

    function _use(CommonsGovernor governor) internal {
        _governor = governor;
        _agenda = governor.agenda();
        _decisions = governor.decisions();
    }

    function _guardians() internal pure returns (address[] memory all) {
        all = new address[](3);
        for (uint256 i = 0; i < 3; ++i) all[i] = address(uint160(0x9001 + i));
    }

    function _registry() internal view returns (IIdentityRegistry) {
        return IIdentityRegistry(address(_identities));
    }

    function _limits() internal pure returns (Constitution.Limits memory all) {
        all.textHash = keccak256("text");
        (all.minShareFloor, all.maxShareCap, all.maxShareStep) = (100, 5000, 1000);
        (all.minPeopleQuorum, all.maxPeopleQuorum) = (500, 5000);
        (all.minTechnicalHeads, all.maxTechnicalHeads) = (1000, 6667);
        (all.minDelay, all.minVotingDelay, all.maxVotingDelay) = (50, 50, 500);
        (all.minVotingPeriod, all.maxVotingPeriod, all.minLateExtension) = (500, 5000, 50);
        (all.peopleToActivate, all.groupsToActivate) = (5, 3);
        (all.minCommonsFloor, all.maxConsentAge) = (1, 1);
        (all.minObjection, all.maxObjection) = (500, 2000);
        (all.minDraftWindow, all.maxDraftWindow) = (300, 900);
        (all.minSponsors, all.maxSponsors) = (2, 25);
        (all.maxLiveEach, all.minLive, all.maxLive) = (2, 2, 50);
    }

    function _settings() internal pure virtual returns (CommonsGovernor.Settings memory all) {
        (all.votingDelay, all.votingPeriod, all.lateExtension) = (uint32(DELAY), uint32(PERIOD), uint32(EXTENSION));
        (all.deadlockTurnout, all.executionWindow, all.fallenDelay) = (3000, uint32(WINDOW), uint32(FALLEN_DELAY));
        all.sponsorship = IAgenda.Settings(uint32(DRAFT), 0, 3, 2, 2, 4, 4);
        DecisionRegister.Settings memory decisions = all.decisions;
        (decisions.objectionLow, decisions.objectionHigh) = (500, 2000);
        (decisions.minExtension, decisions.maxExtension) = (uint32(MIN_EXTENSION), uint32(MAX_EXTENSION));
        (decisions.readingGap, decisions.deadlockGap) = (uint32(READING_GAP), uint32(DEADLOCK_GAP));
        decisions.deadlockPause = uint32(PAUSE);
    }

    function _rules() internal pure returns (RuleBook.Ruleset[4] memory) {
        return
            [
                RuleBook.Ruleset(0, 0, 0, 0, 0, 1000, 200),
                RuleBook.Ruleset(1, 1000, 2, 3333, 5000, 0, uint32(ORDINARY_DELAY)),
                RuleBook.Ruleset(2, 1500, 2, 5000, 6000, 0, 1000),
                RuleBook.Ruleset(3, 2500, 2, 5000, 6667, 0, 3000)
            ];
    }

    function _classifications() private view returns (RuleBook.Classification[] memory all) {
        all = new RuleBook.Classification[](3);
        all[0] = RuleBook.Classification(address(_board), Switchboard.routine.selector, 0);
        all[1] = RuleBook.Classification(address(_board), Switchboard.ordinary.selector, 1);
        all[2] = RuleBook.Classification(address(_board), Switchboard.structural.selector, 2);
    }

    function _account(uint256 identityId) internal pure returns (address) {
        return address(uint160(0x1000 + identityId));
    }

    /// @dev A proposal with one call to the switchboard.
    function _proposal(bytes4 selector, string memory description) internal view returns (Proposal memory it) {
        it = _call(address(_board), abi.encodeWithSelector(selector, 7), description);
    }

    function _call(
        address target,
        bytes memory data,
        string memory description
    ) internal pure returns (Proposal memory it) {
        it.targets = new address[](1);
        it.targets[0] = target;
        it.values = new uint256[](1);
        it.calls = new bytes[](1);
        it.calls[0] = data;
        it.description = description;
    }

    function _idOf(Proposal memory it) internal view returns (uint256) {
        return _governor.getProposalId(it.targets, it.values, it.calls, keccak256(bytes(it.description)));
    }

    function _hashOf(Proposal memory it) internal view returns (bytes32) {
        return _decisions.hashCalls(it.targets, it.values, it.calls);
    }

    /// @dev End of the first vote that passed these calls since they were last executed: of the register's third slot.
    function _firstReading(Proposal memory it) internal view returns (uint256) {
        return uint48(uint256(vm.load(address(_decisions), keccak256(abi.encode(_hashOf(it), 2)))));
    }

    /// @dev Two operators sponsor, the first proposes; each pair of operators may do so for a while.
    function _propose(Proposal memory it) internal returns (uint256 id) {
        return _proposeBy(it, 101, 102);
    }

    function _proposeBy(Proposal memory it, uint256 first, uint256 second) internal returns (uint256 id) {
        id = _idOf(it);
        _sponsor(id, first);
        _sponsor(id, second);
        vm.prank(_account(first));
        assert(_governor.propose(it.targets, it.values, it.calls, it.description) == id);
    }

    function _sponsor(uint256 id, uint256 identityId) internal {
        vm.prank(_account(identityId));
        _agenda.sponsor(id);
    }

    function _proposeAs(uint256 identityId, Proposal memory it) internal {
        vm.prank(_account(identityId));
        _governor.propose(it.targets, it.values, it.calls, it.description);
    }

    function _cancelAs(uint256 identityId, Proposal memory it) internal {
        vm.prank(_account(identityId));
        _governor.cancel(it.targets, it.values, it.calls, keccak256(bytes(it.description)));
    }

    /// @dev Proposes and waits until votes count.
    function _open(Proposal memory it) internal returns (uint256 id) {
        id = _propose(it);
        vm.warp(_governor.proposalSnapshot(id) + 1);
    }

    function _vote(uint256 id, uint256 identityId, uint8 support) internal {
        vm.prank(_account(identityId));
        _governor.castVote(id, support);
    }

    /// @dev The first `number` persons after `from` vote alike.
    function _persons(uint256 id, uint256 from, uint256 number, uint8 support) internal {
        for (uint256 i = 0; i < number; ++i) _vote(id, from + i, support);
    }

    function _operators(uint256 id, uint256 from, uint256 number, uint8 support) internal {
        for (uint256 i = 0; i < number; ++i) _vote(id, 100 + from + i, support);
    }

    function _close(uint256 id) internal {
        vm.warp(_governor.proposalDeadline(id) + 1);
    }

    function _queue(Proposal memory it) internal {
        _governor.queue(it.targets, it.values, it.calls, keccak256(bytes(it.description)));
    }

    function _execute(Proposal memory it) internal {
        _governor.execute(it.targets, it.values, it.calls, keccak256(bytes(it.description)));
    }

    /// @dev Everybody agrees.
    function _pass(Proposal memory it) internal returns (uint256 id) {
        id = _open(it);
        _persons(id, 1, PEOPLE, FOR);
        _operators(id, 1, OPERATORS, FOR);
        _close(id);
    }

    /// @dev Whether a chamber is large enough to count for a proposal.
    function _isCounted(uint256 id, uint8 chamber) internal view returns (bool) {
        (, uint8 flags) = _governor.proposalRules(id);
        return flags & (2 << chamber) != 0;
    }

    function _assertState(uint256 id, IGovernor.ProposalState expected) internal view {
        assert(_governor.state(id) == expected);
    }
}
