// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {AuditLog} from "../../../contracts/audit/AuditLog.sol";
import {ContributionCredits} from "../../../contracts/credits/ContributionCredits.sol";
import {DisputeCourt} from "../../../contracts/disputes/DisputeCourt.sol";
import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {IStewardshipBoard} from "../../../contracts/disputes/IStewardshipBoard.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IModelRegistry} from "../../../contracts/models/IModelRegistry.sol";
import {Beacon} from "../../../contracts/work/Beacon.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {TestBase} from "../Vm.sol";
import {Acts, Rounds, Seats} from "./Acts.sol";
import {Members} from "./Members.sol";
import {OneCaller} from "./OneCaller.sol";

/// @notice A court over 40 persons (1 to 40) and an institution (41). Person 1 files, 2 answers and runs an operator of
/// group A, 3 and 4 sponsor. Panels have 3 seats, appeals 7.
abstract contract CourtCase is TestBase {
    address internal constant CHAMBERS = address(0xCA);
    address internal constant STRANGER = address(0x99);
    bytes32 internal constant GROUP_A = keccak256("a");
    bytes32 internal constant SALT = keccak256("salt");
    uint48 internal constant SPONSORING = 100;
    uint48 internal constant CONCILIATION = 50;
    uint48 internal constant DRAW = 200;
    uint48 internal constant COMMIT = 60;
    uint48 internal constant REVEAL = 30;
    uint48 internal constant APPEAL = 70;
    uint48 internal constant CHAMBER = 500;
    uint48 internal constant EXECUTION = 400;
    uint48 internal constant BAR = 5_000;
    uint48 internal constant INTERIM = 80;
    uint48 internal constant POWER = 6_000;
    uint64 internal constant CREDIT = 7;
    uint256 internal constant FILER = 1;
    uint256 internal constant RESPONDENT = 2;

    DisputeCourt internal court;
    Members internal members;
    Acts internal acts;
    Seats internal seats;
    Rounds internal rounds;
    mapping(uint256 caseId => mapping(uint256 memberId => bool)) internal sponsoredBy;
    bool private _filed;

    function setUp() public virtual {
        vm.warp(1_000_000);
        vm.roll(1_000);
        members = new Members();
        members.add(1, 40);
        members.add(2, 1);
        acts = new Acts();
        seats = new Seats();
        rounds = new Rounds();
        acts.setGroup(RESPONDENT, GROUP_A);
        court = _deploy(_settings());
    }

    function _settings() internal pure returns (ICourtRecord.Settings memory) {
        return
            ICourtRecord.Settings(
                SPONSORING,
                CONCILIATION,
                DRAW,
                COMMIT,
                REVEAL,
                APPEAL,
                CHAMBER,
                EXECUTION,
                BAR,
                INTERIM,
                POWER,
                9_000,
                2,
                3,
                7,
                6,
                CREDIT
            );
    }

    function _deploy(ICourtRecord.Settings memory settings) internal returns (DisputeCourt) {
        return
            new DisputeCourt(
                address(new OneCaller(CHAMBERS)),
                IIdentityRegistry(address(members)),
                IOperatorRegistry(address(acts)),
                IStewardshipBoard(address(seats)),
                ContributionCredits(address(acts)),
                ISpotCheck(address(acts)),
                IModelRegistry(address(acts)),
                Beacon(address(rounds)),
                IGovernor(address(acts)),
                AuditLog(address(acts)),
                settings
            );
    }

    /// @dev Slash half of the respondent's stake for a work fault.
    function _slashing() internal pure returns (ICourtRecord.Filing memory) {
        return ICourtRecord.Filing(uint64(RESPONDENT), 6, 2, 3, bytes32(RESPONDENT), 5_000);
    }

    /// @dev The filer's next case, once it may file again.
    function _file(ICourtRecord.Filing memory filing) internal returns (uint256) {
        if (_filed) _wait(BAR);
        _filed = true;
        return _fileAs(FILER, filing);
    }

    function _fileAs(uint256 filer, ICourtRecord.Filing memory filing) internal returns (uint256) {
        _as(filer);
        return court.file(filing, keccak256("evidence"), "ipfs://evidence");
    }

    /// @dev Persons 3 and 4, and where they stand behind a case about the same already, others from 26 on.
    function _sponsor(uint256 caseId) internal {
        uint256 needed = 2;
        for (uint256 id = 3; needed != 0 && id <= 40; id = id == 4 ? 26 : id + 1) {
            _as(id);
            try court.sponsor(caseId) {
                sponsoredBy[caseId][id] = true;
                --needed;
            } catch {}
        }
    }

    /// @dev Files and sponsors a case and lets its conciliation pass.
    function _open(ICourtRecord.Filing memory filing) internal returns (uint256 caseId) {
        caseId = _file(filing);
        _sponsor(caseId);
        if (_phase(caseId) == ICourtRecord.Phase.Conciliation) _wait(CONCILIATION);
    }

    /// @dev Waits for the seed and draws until the panel is full.
    function _seatPanel(uint256 caseId) internal returns (uint256[] memory jurors) {
        _wait(20);
        for (uint256 i = 0; i < 60 && _phase(caseId) == ICourtRecord.Phase.Drawing; ++i) court.draw(caseId);
        return court.jurorsOf(caseId, court.caseOf(caseId).round);
    }

    /// @dev The first `uphold` jurors uphold, the next reject, the rest call it frivolous; silent ones come last.
    function _vote(uint256 caseId, uint256 upholds, uint256 rejects, uint256 frivolous) internal {
        uint256[] memory jurors = court.jurorsOf(caseId, court.caseOf(caseId).round);
        for (uint256 i = 0; i < upholds + rejects + frivolous; ++i) {
            _commit(caseId, jurors[i], _voteAt(i, upholds, rejects));
        }
        vm.warp(court.positionOf(caseId).ends);
        for (uint256 i = 0; i < upholds + rejects + frivolous; ++i) {
            _reveal(caseId, jurors[i], _voteAt(i, upholds, rejects));
        }
        vm.warp(court.positionOf(caseId).ends);
    }

    function _voteAt(uint256 i, uint256 upholds, uint256 rejects) private pure returns (uint8) {
        if (i < upholds) return 1;
        return i < upholds + rejects ? 2 : 3;
    }

    function _commit(uint256 caseId, uint256 juror, uint8 vote) internal {
        bytes32 commitment = _commitmentOf(caseId, juror, vote);
        _as(juror);
        court.commit(caseId, commitment);
    }

    function _commitmentOf(uint256 caseId, uint256 juror, uint8 vote) internal view returns (bytes32) {
        return keccak256(abi.encode(caseId, court.caseOf(caseId).round, juror, vote, SALT));
    }

    function _refusesCommit(bytes memory error, uint256 caseId, uint256 juror, uint8 vote) internal {
        bytes32 commitment = _commitmentOf(caseId, juror, vote);
        _as(juror);
        vm.expectRevert(error);
        court.commit(caseId, commitment);
    }

    function _reveal(uint256 caseId, uint256 juror, uint8 vote) internal {
        _as(juror);
        court.reveal(caseId, vote, SALT);
    }

    /// @dev A case whose first panel ruled so.
    function _ruled(
        ICourtRecord.Filing memory filing,
        uint256 upholds,
        uint256 rejects,
        uint256 frivolous
    ) internal returns (uint256 caseId) {
        caseId = _open(filing);
        _seatPanel(caseId);
        _vote(caseId, upholds, rejects, frivolous);
    }

    function _phase(uint256 caseId) internal view returns (ICourtRecord.Phase) {
        return court.positionOf(caseId).phase;
    }

    function _account(uint256 id) internal pure returns (address) {
        return address(uint160(0x1000 + id));
    }

    function _as(uint256 id) internal {
        vm.prank(_account(id));
    }

    function _wait(uint256 time) internal {
        vm.warp(block.timestamp + time);
    }
}
